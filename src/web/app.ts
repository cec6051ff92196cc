import { html } from "@elysiajs/html";
import { Elysia, NotFoundError } from "elysia";
import { Fault, FaultPage, FullPage } from "../../ui/index.tsx";
import { pages } from "../../ui/pages.ts";
import { isPoll } from "../../ui/parts/poll.tsx";
import type { Engine } from "../assemble.ts";
import type { Clock } from "../clock.ts";
import type { Vitals } from "../health.ts";
import type { Log } from "../log.ts";
import { Trouble } from "../result.ts";
import { pageHeaders, securityHeaders } from "./headers.ts";
import { healthResponse } from "./health.ts";
import { isLocalHost } from "./host.ts";
import { staticResponse } from "./static.ts";
import { statsResponse } from "./stats.ts";
import { sharedView } from "./view.ts";

/** What the pages are made from. */
export interface WebParts {
  readonly engine: Engine;
  readonly vitals: () => Vitals;
  /** The JSON of INFO. */
  readonly info: () => Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
  /** Only reachable from this machine: then only its own names are served. */
  readonly isLoopback: boolean;
}

/** The pages and endpoints of the web port (spec §8), as one function from request to answer. */
export function webApp(parts: WebParts): (request: Request) => Promise<Response> {
  const view = sharedView(parts.engine, parts.vitals, parts.clock);
  const app = new Elysia()
    .use(html({ autoDetect: false, autoDoctype: false, contentType: "text/html; charset=utf-8" }))
    // On the root, so that it holds for every route and for what is none.
    .onRequest(({ request, set }) => {
      Object.assign(set.headers, securityHeaders);
      if (!parts.isLoopback || isLocalHost(request.headers.get("host"))) return undefined;
      set.status = 403;
      return "This server is local: call it by localhost or an address.\n";
    })
    .onError(({ error, set, path, request }) => {
      Object.assign(set.headers, pageHeaders, { "content-type": "text/html; charset=utf-8" });
      const fault = faultOf(error);
      set.status = fault.status;
      if (fault.status === 500) parts.log.error(`web page ${path} met a bug: ${error instanceof Error ? error.stack : Bun.inspect(error)}`);
      return isPoll(request.headers) ? Fault(fault) : FaultPage({ ...fault, version: parts.vitals().version });
    })
    .get("/stats", () => statsResponse(parts.info))
    .get("/health", () => healthResponse(parts))
    .get("/robots.txt", () => "User-agent: *\nDisallow: /\n")
    .get("/static/*", ({ path }) => {
      const response = staticResponse(path);
      if (response === undefined) throw new NotFoundError();
      return response;
    })
    .head("/", () => "");
  for (const page of pages) {
    app.get(page.path, async ({ request, set, html: asPage }) => {
      Object.assign(set.headers, pageHeaders);
      const shown = await view();
      return asPage(isPoll(request.headers) ? page.content(shown) : FullPage({ page, view: shown }));
    });
  }
  return async (request) => app.fetch(request);
}

function faultOf(error: unknown): { status: number; title: string; text: string } {
  if (error instanceof NotFoundError) return { status: 404, title: "Not found", text: "There is no such page." };
  if (error instanceof Trouble) return { status: 503, title: "Trouble", text: error.message };
  return { status: 500, title: "Error", text: "This page could not be made. The server's log says why." };
}
