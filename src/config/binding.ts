import { ok, refuse, type Result, Trouble } from "../result.ts";

/** An address to listen on (spec §7 `-b`, `-w`); port 0 means any free one. */
export interface Binding {
  /** As it was written; "" means every address of the machine. */
  readonly host: string;
  readonly port: number;
}

const form = /^(?:\[([0-9a-fA-F:.]+(?:%\w+)?)\]|([^:[\]\s]*)):(\d{1,5})$/;

/** Reads `localhost:7419`, `:7419`, `127.0.0.1:0`, `[::1]:7419`. */
export function readBinding(text: string): Result<Binding> {
  const [, address, name, digits] = form.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) return refuse(`${JSON.stringify(text)} is no address to listen on: say HOST:PORT or :PORT`);
  return ok({ host: address ?? name ?? "", port });
}

/** The address in the form it is read from, for log lines. */
export function bindingText({ host, port }: Binding): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Where a browser of this machine finds what listens there, for log lines. */
export function webAddress({ host, port }: Binding, isSecure: boolean): string {
  const isEvery = host === "" || host === "0.0.0.0" || host === "::";
  const place = bindingText({ host: isEvery ? "localhost" : host, port });
  return `${isSecure ? "https" : "http"}://${place}/${isEvery ? " and every address of this machine" : ""}`;
}

/** Whether only this machine can reach it. */
export function isLoopback({ host }: Binding): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Sockets that serve one binding. */
export interface Bound {
  /** The one it got, where any would do. */
  readonly port: number;
  /** Takes no more connections; those that are open stay. */
  stop(): void;
}

/**
 * Opens a socket on each address a binding stands for: `localhost` is both loopbacks, "" is every address of both families. A
 * family the machine lacks is left out. Throws `Trouble` that names address and port where one can't be had.
 */
export function bindAll({ host, port }: Binding, bind: (hostname: string, port: number) => Bound): Bound {
  const bound: Bound[] = [];
  const addresses = host === "localhost" ? ["127.0.0.1", "::1"] : host === "" ? ["::", "0.0.0.0"] : [host];
  const stop = () => {
    for (const each of bound) each.stop();
  };
  for (const address of addresses) {
    const wanted = bound[0]?.port ?? port;
    try {
      bound.push(bind(address, wanted));
      // The first one takes both families.
      if (host === "") break;
    } catch (error) {
      const isLast = address === addresses.at(-1);
      const code = codeOf(error);
      const isMissing = code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT";
      // A port that was free on one loopback need not be free on the other; whoever asked for any gets the one.
      const isDispensable = bound.length > 0 ? isMissing || port === 0 : isMissing && !isLast;
      if (isDispensable) continue;
      stop();
      throw new Trouble(`cannot listen on ${bindingText({ host: address, port: wanted })}: ${reasonOf(code, wanted)}`);
    }
  }
  return { port: bound[0]?.port ?? port, stop };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function reasonOf(code: string | undefined, port: number): string {
  if (code === "EADDRINUSE") return `port ${port} is in use by another program`;
  if (code === "EACCES") return `port ${port} is not allowed for this user`;
  if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") return "this machine has no such address";
  return code ?? "there is no such address";
}
