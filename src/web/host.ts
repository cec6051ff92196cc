const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.]+\])$/;

/**
 * Whether a request's Host is a name that only this machine goes by, an address, or one of `[web] origins` (spec §8): a page elsewhere
 * must not reach a local server by letting its own name point here.
 */
export function isLocalHost(host: string | null, origins: readonly string[] = []): boolean {
  const name = nameOf(host ?? "");
  return name === "localhost" || address.test(name) || origins.some((origin) => nameOf(origin.replace(/^https?:\/\//i, "")) === name);
}

/** Without the port: whoever makes a name point here chooses that freely. */
function nameOf(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}
