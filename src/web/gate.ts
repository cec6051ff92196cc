import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Random } from "../random.ts";
import { Auth } from "./auth.ts";
import { isCrossSite } from "./cross-site.ts";
import { securityHeaders } from "./headers.ts";
import { isLocalHost } from "./host.ts";

/** What the web port asks of its visitors (spec §8); a reload may change it. */
export interface Access {
  /** Undefined: everybody may in. */
  readonly password: string | undefined;
  /** `FAKTORY_SKIP_PASSWORD`: that is meant so. */
  readonly skipsPassword: boolean;
  readonly origins: readonly string[];
}

/** What the gate is made from. */
export interface GateParts {
  readonly access: () => Access;
  /** Only reachable from this machine: without a password only its own names are served. */
  readonly isLoopback: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Stops a request before any route sees it, so that none can be forgotten; undefined lets it pass. */
export type Gate = (request: Request, path: string, address: string) => Response | undefined;

const openPaths = new Set(["/health", "/health/live", "/health/ready", "/robots.txt"]);
const realm = `Basic realm="Millrace", charset="UTF-8"`;

/** The rules that hold for every path (spec §8): Host names, posts of other sites, the password. */
export function gate({ access, isLoopback, log, ...parts }: GateParts): Gate {
  const auth = new Auth(parts);

  return (request, path, address) => {
    const { password, skipsPassword, origins } = access();
    const { headers } = request;
    const isOpenToAll = password === undefined && !skipsPassword;
    if (isLoopback && isOpenToAll && !isLocalHost(headers.get("host"), origins)) {
      return refusal(403, "This server is local: call it by localhost or an address, or name the host in [web] origins.");
    }
    if (isCrossSite(request, origins)) return refusal(403, "A page of another site may not do this.");
    if (password === undefined || isOpen(request.method, path)) return undefined;
    const verdict = auth.judge(headers.get("authorization"), password, address);
    if (verdict === "in") return undefined;
    if (typeof verdict === "object") {
      return refusal(429, "Too many wrong passwords: wait a minute.", { "retry-after": `${Math.ceil(verdict.waitMs / 1_000)}` });
    }
    if (verdict === "wrong") log.warn(`web: a wrong password from ${address}`);
    return refusal(401, "Any user name, and the password.", { "www-authenticate": realm });
  };
}

function isOpen(method: string, path: string): boolean {
  return openPaths.has(path) || path.startsWith("/static/") || (method === "HEAD" && path === "/");
}

function refusal(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${text}\n`, { status, headers: { ...securityHeaders, "content-type": "text/plain; charset=utf-8", ...headers } });
}
