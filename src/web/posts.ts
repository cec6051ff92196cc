import { type Action, type Acting, Unclear } from "./actions/action.ts";
import type { Audit } from "./audit.ts";
import { readForm } from "./form.ts";
import { demand, type Visitor } from "./roles.ts";
import { cookieNames, setCookie } from "./visit.ts";

/** A posted form, before it was read. */
export interface Posted {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  readonly visitor: Visitor;
}

interface PostParts {
  readonly acting: Acting;
  readonly audit: Audit;
  /** All actions of the route. */
  readonly actions: readonly Action[];
}

/** Does what a form asks for (spec §8), where the visitor may, and sends the visitor back with what became of it. */
export async function answerPost({ acting, audit, actions }: PostParts, { request, params, visitor }: Posted): Promise<Response> {
  const form = await readForm(request);
  const meant = actions.find((action) => action.isMeant(form));
  if (meant === undefined) {
    demand(visitor, "admin", `a post to ${new URL(request.url).pathname}`);
    throw new Unclear("This form asks for nothing that is known here.");
  }
  demand(visitor, meant.role, `${meant.name} ${Object.values(params).join(" ")}`.trim());
  const { what, to, notice } = await meant.act({ params, form, visitor, by: `${visitor.role} from ${visitor.address}` }, acting);
  audit.did(visitor, meant.name, what);
  const headers = new Headers({ location: to });
  if (notice !== undefined) headers.append("set-cookie", setCookie(cookieNames.notice, notice));
  return new Response(null, { status: 302, headers });
}
