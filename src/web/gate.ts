import type { Clock } from "../clock.ts";
import { cutCharacters } from "../job/cut.ts";
import { type Log, sparing } from "../log.ts";
import type { Random } from "../random.ts";
import { Auth, type Key } from "./auth.ts";
import { isCrossSite } from "./cross-site.ts";
import { securityHeaders } from "./headers.ts";
import { isLocalHost } from "./host.ts";
import type { Visitor } from "./roles.ts";

/** What the web port asks of its visitors (spec §8); a reload may change it. */
export interface Access {
  /** Undefined: everybody may in. */
  readonly password: string | undefined;
  /** Lets look, and nothing else; it counts for nothing where there is no password. */
  readonly readonlyPassword: string | undefined;
  /** `FAKTORY_SKIP_PASSWORD`: that is meant so. */
  readonly skipsPassword: boolean;
  readonly origins: readonly string[];
  /** Put before all links where no `X-Script-Name` says another. */
  readonly prefix: string;
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

/** Stops a request before any route sees it, so that none can be forgotten, or says who asks. */
export type Gate = (request: Request, path: string, address: string) => Response | Visitor;

const openPaths = new Set(["/health", "/health/live", "/health/ready", "/robots.txt"]);
const pathCharactersMax = 200;
const realm = `Basic realm="Millrace", charset="UTF-8"`;

/** The rules that hold for every path (spec §8): Host names, posts of other sites, the password. */
export function gate({ access, isLoopback, log, ...parts }: GateParts): Gate {
  const auth = new Auth(parts);
  // Whoever knows no password may be told of, but does not fill the log.
  const { warn } = sparing(log, parts.clock);

  return (request, path, address) => {
    const { password, readonlyPassword, skipsPassword, origins } = access();
    const { headers } = request;
    const isOpenToAll = password === undefined && !skipsPassword;
    if (isLoopback && isOpenToAll && !isLocalHost(headers.get("host"), origins)) {
      return refusal(403, "This server is local: call it by localhost or an address, or name the host in [web] origins.");
    }
    if (isCrossSite(request, origins)) {
      warn(
        `audit: a page of another site, in a browser at ${address}, was denied ${request.method} ${cutCharacters(path, pathCharactersMax)}`,
      );
      return refusal(403, "A page of another site may not do this.");
    }
    if (password === undefined) return { role: "admin", address, isUnasked: true };
    if (isOpen(request.method, path)) return { role: "viewer", address, isUnasked: false, isStranger: true };
    const verdict = auth.judge(headers.get("authorization"), keysOf(password, readonlyPassword), address);
    if (typeof verdict === "object" && "role" in verdict) return { ...verdict, address, isUnasked: false };
    if (typeof verdict === "object") {
      return refusal(429, "Too many wrong passwords: wait a minute.", { "retry-after": `${Math.ceil(verdict.waitMs / 1_000)}` });
    }
    if (verdict === "wrong") warn(`web: a wrong password from ${address}`);
    return refusal(401, "Any user name, and the password.", { "www-authenticate": realm });
  };
}

function keysOf(password: string, readonlyPassword: string | undefined): readonly Key[] {
  const admin = { password, role: "admin" } as const;
  return readonlyPassword === undefined ? [admin] : [admin, { password: readonlyPassword, role: "viewer" }];
}

function isOpen(method: string, path: string): boolean {
  return openPaths.has(path) || path.startsWith("/static/") || (method === "HEAD" && path === "/");
}

function refusal(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${text}\n`, { status, headers: { ...securityHeaders, "content-type": "text/plain; charset=utf-8", ...headers } });
}
