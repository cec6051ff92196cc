import { createSocket } from "node:dgram";

/** A StatsD server that only listens. */
export interface Listener {
  readonly port: number;
  /** All lines that came so far. */
  readonly lines: readonly string[];
  /** Waits until that line has come, at most two seconds. */
  heard(line: string | RegExp): Promise<string>;
  /** Datagrams that came so far, by their lengths. */
  readonly datagrams: readonly number[];
  close(): void;
}

/** Listens on a free port of this machine. */
export async function listener(): Promise<Listener> {
  const socket = createSocket("udp4");
  const lines: string[] = [];
  const datagrams: number[] = [];
  let wake = (): void => {};
  socket.on("message", (bytes) => {
    datagrams.push(bytes.length);
    lines.push(...bytes.toString().split("\n"));
    wake();
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const matches = (line: string, wanted: string | RegExp) => (typeof wanted === "string" ? line === wanted : wanted.test(line));
  return {
    port: socket.address().port,
    lines,
    datagrams,
    heard: async (wanted) => {
      const end = performance.now() + 2_000;
      for (;;) {
        const found = lines.find((line) => matches(line, wanted));
        if (found !== undefined) return found;
        if (performance.now() > end) throw new Error(`${String(wanted)} did not come; what came: ${lines.join(" ")}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, 100);
        });
      }
    },
    close: () => void socket.close(),
  };
}
