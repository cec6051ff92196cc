import { html } from "@elysiajs/html";
import { Elysia, NotFoundError } from "elysia";
import { Fault, FaultPage, FullPage } from "../../ui/index.tsx";
import { pages } from "../../ui/pages.ts";
import { isPoll } from "../../ui/parts/poll.tsx";
import type { Engine } from "../assemble.ts";
import { Trouble } from "../result.ts";
import { gate, type GateParts } from "./gate.ts";
import { pageHeaders, securityHeaders } from "./headers.ts";
import { healthResponse, type HealthParts, liveResponse, readyResponse } from "./health.ts";
import { staticResponse } from "./static.ts";
import { statsResponse } from "./stats.ts";
import { sharedView } from "./view.ts";

/** What the pages are made from. */
export interface WebParts extends GateParts, HealthParts {
  readonly engine: Engine;
  /** The JSON of INFO. */
  readonly info: () => Promise<string>;
}

/** Answers a request that came from this address. */
export type Answer = (request: Request, address: string) => Promise<Response>;

/** The pages and endpoints of the web port (spec §8). */
export function webApp(parts: WebParts): Answer {
  const view = sharedView(parts.engine, parts.vitals, parts.clock);
  const app = new Elysia()
    .use(html({ autoDetect: false, autoDoctype: false, contentType: "text/html; charset=utf-8" }))
    // On the root, so that it holds for every route and for what is none.
    .onRequest(({ set }) => {
      Object.assign(set.headers, securityHeaders);
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
    .get("/health/live", () => liveResponse())
    .get("/health/ready", () => readyResponse(parts))
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
  const guard = gate(parts);
  return async (request, address) => {
    const routed = routable(request);
    return guard(routed, pathOf(routed.url), address) ?? app.fetch(routed);
  };
}

/** Where the path of a URL begins. */
function pathStart(url: string): number {
  return url.indexOf("/", url.indexOf("://") + "://".length);
}

function pathOf(url: string): string {
  const query = url.indexOf("?");
  return url.slice(pathStart(url), query < 0 ? undefined : query);
}

/**
 * Elysia looks for the path behind the eleventh character of the URL. Under a host of few characters that is in the midst of the path:
 * `Host: a` would make `/static/stats`, which needs no password, out of `/stats`, which does. Such a host is replaced.
 */
function routable(request: Request): Request {
  const start = pathStart(request.url);
  return request.url.indexOf("/", 11) === start ? request : new Request(`http://localhost${request.url.slice(start)}`, request);
}

function faultOf(error: unknown): { status: number; title: string; text: string } {
  if (error instanceof NotFoundError) return { status: 404, title: "Not found", text: "There is no such page." };
  if (error instanceof Trouble) return { status: 503, title: "Trouble", text: error.message };
  return { status: 500, title: "Error", text: "This page could not be made. The server's log says why." };
}
