import { Elysia, NotFoundError } from "elysia";
import type { Engine } from "../assemble.ts";
import { assert } from "../result.ts";
import { auditIn } from "./audit.ts";
import { bareFault, faultsOf } from "./faults.ts";
import { isTooLong, TooLong } from "./form.ts";
import { gate, type GateParts } from "./gate.ts";
import { securityHeaders } from "./headers.ts";
import { healthResponse, type HealthParts, liveResponse, readyResponse } from "./health.ts";
import { pagesOf, type PagesParts } from "./pages.ts";
import { prefixOf, withoutPrefix, withPrefix } from "./prefix.ts";
import { Denied, type Visitor } from "./roles.ts";
import { routesOf } from "./routes.ts";
import { staticResponse } from "./static.ts";
import { statsResponse } from "./stats.ts";

/** What the pages are made from. */
export interface WebParts extends GateParts, HealthParts, PagesParts {
  readonly engine: Engine;
  /** The JSON of INFO. */
  readonly info: () => Promise<string>;
}

/** Answers a request that came from this address. */
export type Answer = (request: Request, address: string) => Promise<Response>;

/** The pages and endpoints of the web port (spec §8). */
export function webApp(parts: WebParts): Answer {
  const shown = pagesOf(parts);
  const audit = auditIn(parts.log);
  const faultOf = faultsOf(parts);
  /** Who sent each request, as the gate found out. */
  const visitors = new WeakMap<Request, Visitor>();
  const visitorOf = (request: Request): Visitor => {
    const visitor = visitors.get(request);
    assert(visitor !== undefined, "the gate let the request in");
    return visitor;
  };
  const app = new Elysia()
    // On the root, so that it holds for every route and for what is none.
    .onRequest(({ set, request }) => {
      Object.assign(set.headers, securityHeaders);
      if (isTooLong(request.headers)) throw new TooLong();
    })
    .onError(({ error, set, request }) => {
      const visitor = visitorOf(request);
      // Nor does whoever knows no password fill the log.
      if (visitor.isStranger === true && (error instanceof NotFoundError || error instanceof TooLong)) return bareFault(error);
      if (error instanceof Denied) audit.denied(visitor, error.action, error.needed);
      const fault = faultOf(error, `${request.method} ${pathOf(request.url)}`);
      set.status = fault.status;
      if (visitor.isStranger === true) return bareFault(error);
      return shown.fault(fault, { request, visitor });
    })
    .get("/stats", () => statsResponse(parts.info))
    .get("/health", () => healthResponse(parts))
    .get("/health/live", () => liveResponse())
    .get("/health/ready", () => readyResponse(parts))
    .get("/robots.txt", () => "User-agent: *\nDisallow: /\n")
    .get("/static/*", ({ path, request }) => {
      const response = staticResponse(path, request.headers);
      if (response === undefined) throw new NotFoundError();
      return response;
    })
    .head("/", () => "");
  for (const { method, path, answer } of routesOf({ engine: parts.engine, pages: shown, audit })) {
    app.route(method, path, ({ request, params }) => answer({ request, params, path: pathOf(request.url), visitor: visitorOf(request) }), {
      parse: "none",
    });
  }
  const guard = gate(parts);
  return async (request, address) => {
    const prefix = prefixOf(request.headers, parts.access().prefix);
    const routed = routable(request, prefix);
    const visitor = guard(routed, pathOf(routed.url), address);
    if (visitor instanceof Response) return visitor;
    visitors.set(routed, visitor);
    return withPrefix(await app.fetch(routed), prefix);
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
 * The request as the router and the gate are to see it: without the prefix. Elysia looks for the path behind the eleventh character of
 * the URL. Under a host of few characters that is in the midst of the path: `Host: a` would make `/static/stats`, which needs no
 * password, out of `/stats`, which does. Such a host is replaced.
 */
function routable(request: Request, prefix: string): Request {
  const start = pathStart(request.url);
  const asked = pathOf(request.url);
  const path = withoutPrefix(asked, prefix);
  if (path === asked && request.url.indexOf("/", 11) === start) return request;
  const host = request.url.indexOf("/", 11) === start ? request.url.slice(0, start) : "http://localhost";
  return new Request(host + path + request.url.slice(start + asked.length), request);
}
