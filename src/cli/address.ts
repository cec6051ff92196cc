import { readFileSync } from "node:fs";
import { Failure, reasonOf } from "./failure.ts";

/** Where a server is (spec §1). */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** What to say where the server asks for a password; undefined: none is known. */
  readonly password: () => string | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

const standardPort = 7419;
const schemes = ["tcp:", "tcp+tls:"];

/**
 * The server that the variables name, as Faktory's clients read them: FAKTORY_PROVIDER holds the name of the variable that holds
 * the URL, else FAKTORY_URL is it, else `tcp://localhost:7419`. A password that the URL lacks is FAKTORY_PASSWORD's (spec §7), so
 * that the command line finds its server where both have the same variables.
 */
export function readAddress(variables: Variables): Address {
  const { name, text } = urlIn(variables);
  const url = parsed(name, text);
  const password = decodeURIComponent(url.password);
  return {
    host: decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? standardPort : Number(url.port),
    isTls: url.protocol === "tcp+tls:",
    password: () => (password === "" ? serverPassword(variables) : password),
  };
}

/** The address as people write it; the password is nobody's business. */
export function addressText({ host, port }: Pick<Address, "host" | "port">): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function urlIn(variables: Variables): { name: string; text: string } {
  const provider = variables["FAKTORY_PROVIDER"];
  if (!provider) return { name: "FAKTORY_URL", text: variables["FAKTORY_URL"] || `tcp://localhost:${standardPort}` };
  const text = variables[provider];
  if (!text) throw new Failure("usage", `FAKTORY_PROVIDER must be the name of the variable that holds the URL, and ${notSet(provider)}`);
  return { name: provider, text };
}

/** Somebody may have put the URL itself there, with its password. */
function notSet(provider: string): string {
  return /^\w+$/.test(provider) ? `${provider} is not set` : "what it holds is no such name";
}

function parsed(name: string, text: string): URL {
  const url = URL.parse(text);
  if (url === null || url.hostname === "" || !schemes.includes(url.protocol) || !isEncoded(url.password + url.hostname)) {
    throw new Failure("usage", `${name} is no server's address: say tcp://HOST:PORT, tcp://:PASSWORD@HOST:PORT or tcp+tls://HOST:PORT`);
  }
  return url;
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}

function serverPassword(variables: Variables): string | undefined {
  const value = variables["FAKTORY_PASSWORD"];
  if (!value?.startsWith("/")) return value || undefined;
  try {
    return readFileSync(value, "utf8").trim();
  } catch (error) {
    throw new Failure("error", `FAKTORY_PASSWORD names a file that can't be read: ${reasonOf(error)}`);
  }
}
