const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);
const ownSites = new Set(["same-origin", "none"]);

/**
 * Whether a page of another site sent the request (spec §8): the browser says so in `Sec-Fetch-Site`, over plain HTTP only in `Origin`.
 * One that sends neither is no browser. What changes nothing may come from anywhere.
 */
export function isCrossSite({ method, headers }: Pick<Request, "method" | "headers">, origins: readonly string[]): boolean {
  if (safeMethods.has(method)) return false;
  const site = headers.get("sec-fetch-site");
  if (site !== null) return !ownSites.has(site);
  const origin = headers.get("origin");
  return origin !== null && !isSame(origin, headers.get("host") ?? "") && !origins.some((own) => isSame(origin, own));
}

/** Compares with a host, or with an origin; a port that goes without saying may be said. */
function isSame(origin: string, own: string): boolean {
  const from = URL.parse(origin);
  if (from === null || from.host === "") return false;
  const to = URL.parse(own.includes("://") ? own : `${from.protocol}//${own}`);
  return to !== null && to.host === from.host && to.protocol === from.protocol;
}
