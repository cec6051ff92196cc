import { type Action, type Acting, type AsksFirst, Unclear } from "./actions/action.ts";
import type { Audit } from "./audit.ts";
import { readForm } from "./form.ts";
import { redirect } from "./pages.ts";
import { demand, type Visitor } from "./roles.ts";

/** A posted form, before it was read. */
export interface Posted {
  readonly request: Request;
  readonly path: string;
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
export async function answerPost(parts: PostParts, { request, path, params, visitor }: Posted): Promise<Response | AsksFirst> {
  const form = await readForm(request);
  const meant = parts.actions.find((action) => action.isMeant(form));
  demand(visitor, meant?.role ?? "admin", `${meant?.name ?? "a post"} at ${path}`);
  if (meant === undefined) throw new Unclear("This form asks for nothing that is known here.");
  const done = await meant.act({ params, form, visitor, by: `${visitor.role} from ${visitor.address}` }, parts.acting);
  if ("page" in done) return done;
  parts.audit.did(visitor, meant.name, done.what);
  return redirect(done.to, done.notice);
}
