/** A path of our own, slashes at its end left out: no host, no dots, nothing that ends an attribute. It comes from a header, so from anybody. */
const form = /^((?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+)\/*$/;

/** It comes to stand before each link of a page. */
const charactersMax = 1_000;

/** The attributes of a page that hold one of our paths: text can't look like this, since a quote in it is escaped. */
const links = / (href|action|formaction|src|hx-get|hx-post)="\/(?!\/)/g;

/** Answer headers that do. */
const headerNames = ["location", "hx-location", "hx-redirect", "hx-push-url"];

/** The path under which a proxy shows us (spec §8): its `X-Script-Name`, or else `[web] prefix`; "" where there is none. */
export function prefixOf(headers: Headers, configured: string): string {
  const named = headers.get("x-script-name") ?? configured;
  return named.length > charactersMax ? "" : (form.exec(named)?.[1] ?? "");
}

/** The path behind the prefix; one without it is taken as it is, since some proxies cut it themselves. */
export function withoutPrefix(path: string, prefix: string): string {
  if (prefix === "" || !(path === prefix || path.startsWith(`${prefix}/`))) return path;
  return path.slice(prefix.length) || "/";
}

/** Puts the prefix before all links and redirects of an answer: in one place, so that no page can forget it. */
export async function withPrefix(response: Response, prefix: string): Promise<Response> {
  if (prefix === "") return response;
  const headers = new Headers(response.headers);
  for (const name of headerNames) {
    const path = headers.get(name);
    if (path?.startsWith("/") === true && !path.startsWith("//")) headers.set(name, prefix + path);
  }
  const { status } = response;
  if (!(headers.get("content-type") ?? "").startsWith("text/html")) return new Response(response.body, { status, headers });
  headers.delete("content-length");
  const text = await response.text();
  return new Response(
    text.replace(links, (_, name: string) => ` ${name}="${prefix}/`),
    { status, headers },
  );
}
