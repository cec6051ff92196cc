import { confirm } from "../../ui/pages/confirm.tsx";
import { type Page, pages as allPages } from "../../ui/pages.ts";
import type { Engine } from "../assemble.ts";
import { actions } from "./actions/index.ts";
import type { Audit } from "./audit.ts";
import { bookmarks } from "./bookmarks.ts";
import { type Pages, redirect } from "./pages.ts";
import { jobFileResponse } from "./job-file.ts";
import { answerPost, type Posted } from "./posts.ts";
import { demand } from "./roles.ts";

/** What a path of the pages answers. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  answer(asked: Posted): Promise<Response>;
}

interface RouteParts {
  readonly engine: Engine;
  readonly pages: Pages;
  readonly audit: Audit;
}

/** The routes of the pages, of old bookmarks and of the forms (spec §8), from their lists; each asks for the role it needs. */
export function routesOf({ engine, pages, audit }: RouteParts): readonly Route[] {
  const show = (page: Page, asked: Posted): Promise<Response> => {
    demand(asked.visitor, page.role ?? "viewer", `the page ${asked.path}`);
    return pages.show(page, asked);
  };
  const ofPages = allPages.map((page): Route => ({ method: "GET", path: page.path, answer: async (asked) => show(page, asked) }));
  const ofBookmarks = bookmarks.map(({ path, lead }): Route => ({
    method: "GET",
    path,
    answer: async ({ request, params }) =>
      redirect(await lead({ params, query: new URL(request.url).searchParams, inspect: engine.inspect })),
  }));
  const jobFile: Route = { method: "GET", path: "/job/:jid/payload", answer: (asked) => jobFileResponse(asked, engine.inspect) };
  const post = async (path: string, asked: Posted): Promise<Response> => {
    const answer = await answerPost({ acting: engine, audit, actions: actions.filter((action) => action.path === path) }, asked);
    if (answer instanceof Response) return answer;
    const request = new Request(new URL(answer.page, asked.request.url), { headers: asked.request.headers });
    return show(confirm, { ...asked, request, params: {} });
  };
  const ofForms = [...new Set(actions.map(({ path }) => path))].map((path): Route => ({
    method: "POST",
    path,
    answer: (asked) => post(path, asked),
  }));
  return [...ofPages, jobFile, ...ofBookmarks, ...ofForms];
}
