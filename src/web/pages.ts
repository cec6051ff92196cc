import { NotFoundError } from "elysia";
import { faultPage, render } from "../../ui/index.tsx";
import type { FrameProps, Site } from "../../ui/layout.tsx";
import type { Page, Shown } from "../../ui/pages.ts";
import { isPoll } from "../../ui/parts/poll.tsx";
import { cutCharacters } from "../job/cut.ts";
import { limits } from "../limits.ts";
import type { FaultView } from "./faults.ts";
import { pageHeaders } from "./headers.ts";
import type { Visitor } from "./roles.ts";
import { shared } from "./shared.ts";
import { sharedView, type View, type ViewParts } from "./view.ts";
import { cookieNames, cookiesOf, setCookie, themeOf, type Visit, zoneOf } from "./visit.ts";

/** What the pages are made from. */
export interface PagesParts extends ViewParts {
  readonly site: Site;
  /** The configuration in force, a line a fact and without its secrets. */
  readonly configuration: () => readonly string[];
}

/** A request as a page is asked for. */
export interface Asked {
  readonly request: Request;
  readonly visitor: Visitor;
  readonly params?: Readonly<Record<string, string>>;
}

/** Answers with pages (spec §8): one route serves the whole page and the part of it that a poll asks for. */
export interface Pages {
  show(page: Page, asked: Asked): Promise<Response>;
  /** A page for what can't be shown, which needs nothing that may be in trouble itself. */
  fault(fault: FaultView, asked: Asked): Promise<Response>;
}

/** A poll's answer, and its mark: who has it already gets nothing. */
interface Part {
  readonly text: string;
  readonly mark: string;
}

/** The pages, made from `parts`. */
export function pagesOf(parts: PagesParts): Pages {
  const { site, engine, vitals, clock, configuration } = parts;
  const view = sharedView(parts);
  const polled = shared<Part | Response>(clock, (made) => made instanceof Response || made.text.length <= limits.viewSharedCharactersMax);

  async function frameOf(page: Page, visit: Visit): Promise<FrameProps | Response> {
    const seen = await view();
    const shown = await page.show(visit, { engine, vitals, view: seen, configuration });
    if (shown === undefined) throw new NotFoundError();
    return "redirect" in shown ? redirect(shown.redirect) : { visit, shown, site, view: seen };
  }

  async function part(page: Page, visit: Visit): Promise<Part | Response> {
    const frame = await frameOf(page, visit);
    if (frame instanceof Response) return frame;
    const text = await render(frame, true);
    return { text, mark: Bun.hash(text).toString(36) };
  }

  async function answerPoll(page: Page, visit: Visit, known: string | null): Promise<Response> {
    const { role, isUnasked } = visit.visitor;
    const key = JSON.stringify([visit.path, visit.query.toString(), visit.zone, role, isUnasked]);
    const made = await polled(key, () => part(page, visit));
    if (made instanceof Response) return made.clone();
    const headers = { ...pageHeaders, "hx-ptag": made.mark };
    return made.mark === known ? new Response(null, { status: 304, headers }) : htmlResponse(made.text, { headers });
  }

  return {
    show: async (page, asked) => {
      const { headers } = asked.request;
      const visit = visitOf(asked, clock.wall());
      if (isPoll(headers)) return answerPoll(page, visit, headers.get("hx-ptag"));
      const chosen = visit.query.get("theme") ?? visit.query.get("tz");
      if (chosen !== null) return chooseAndReturn(visit);
      const frame = await frameOf(page, visit);
      if (frame instanceof Response) return frame;
      const response = htmlResponse(await render(frame, false), { headers: pageHeaders });
      if (visit.notice !== undefined) response.headers.append("set-cookie", setCookie(cookieNames.notice, ""));
      return response;
    },
    fault: async (fault, asked) => {
      const { headers } = asked.request;
      const shown: Shown = faultPage(fault, isPoll(headers));
      const seen: View | undefined = await view().catch(() => undefined);
      const frame = { visit: visitOf(asked, clock.wall()), shown, site, view: seen };
      return htmlResponse(await render(frame, isPoll(headers)), { status: fault.status, headers: pageHeaders });
    },
  };
}

/** Reads a request as a page sees it. */
function visitOf({ request, visitor, params = {} }: Asked, now: number): Visit {
  const { pathname, searchParams } = new URL(request.url);
  const cookies = cookiesOf(request.headers);
  const notice = isPoll(request.headers) ? undefined : cookies.get(cookieNames.notice);
  return {
    path: pathname,
    params,
    query: searchParams,
    visitor,
    theme: themeOf(cookies.get(cookieNames.theme)),
    zone: zoneOf(cookies.get(cookieNames.zone)),
    now,
    notice: notice === "" ? undefined : notice,
  };
}

/** `?theme=dark` and `?tz=Europe/Berlin` set a cookie, and lead back to the same page without them. */
function chooseAndReturn({ path, query }: Visit): Response {
  const rest = new URLSearchParams(query);
  rest.delete("theme");
  rest.delete("tz");
  const response = redirect(rest.size === 0 ? path : `${path}?${rest.toString()}`);
  const theme = query.get("theme");
  const zone = query.get("tz");
  if (theme !== null) response.headers.append("set-cookie", setCookie(cookieNames.theme, themeOf(theme) ?? ""));
  if (zone !== null) response.headers.append("set-cookie", setCookie(cookieNames.zone, zoneOf(zone)));
  return response;
}

/** It may quote a client, and browsers take 4,096 bytes of a cookie: a character is 12 of them at most. */
const noticeCharactersMax = 300;

/** A redirect to one of our own pages, with what is to be said on it. */
export function redirect(location: string, notice?: string): Response {
  const response = new Response(null, { status: 302, headers: { ...pageHeaders, location } });
  if (notice !== undefined)
    response.headers.append("set-cookie", setCookie(cookieNames.notice, cutCharacters(notice, noticeCharactersMax)));
  return response;
}

function htmlResponse(text: string, init: ResponseInit): Response {
  const response = new Response(text, init);
  response.headers.set("content-type", "text/html; charset=utf-8");
  return response;
}
