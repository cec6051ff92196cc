import { ok, refuse, type Result } from "../result.ts";

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

/** Whether only this machine can reach it. */
export function isLoopback({ host }: Binding): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** The addresses a host name stands for: the two loopbacks, both families at once, or just itself. */
export function addressesOf(host: string): readonly string[] {
  if (host === "localhost") return ["127.0.0.1", "::1"];
  return host === "" ? ["::"] : [host];
}
