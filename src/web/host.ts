const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.]+\])$/;

/**
 * Whether a request's Host is a name that only this machine goes by, or an address (spec §8): a page elsewhere must not reach a
 * local server by letting its own name point here.
 */
export function isLocalHost(host: string | null): boolean {
  const name = (host ?? "").replace(/:\d+$/, "").toLowerCase();
  return name === "localhost" || address.test(name);
}
