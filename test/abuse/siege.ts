import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildServer, startChild } from "../support/child-server.ts";
import { inWords, type Pair, startPair } from "./pair.ts";
import type { PairFigures } from "./pair-thread.ts";

/** A server under attack, and a well-behaved pair that it serves meanwhile. */
export interface Siege {
  readonly server: ChildServer;
  readonly directory: string;
  readonly pair: Pair;
  /** Before the attack: how the pair was served, and what the server had in memory. */
  readonly before: PairFigures;
  readonly mebibytesBefore: number;
  residentMebibytes(): number;
  /** Prints how the pair was served since this was called last. */
  report(during: string): Promise<PairFigures>;
  /** Lines of the log above the level that a client's fault may have (spec §1). */
  loudLines(): string[];
  lift(): void;
}

/** That a peer does not read (once a second), and what becomes of batches (spec §6). */
const allowed =
  / DEBUG | WARN {2}(a connection from \S+ was closed: it does not read|job \S+ .* it leaves batch|the \w+ callback of|on_death: |\d+ more)/;
const warmUpMs = 1_500;
const calmMs = 3_000;

/** Starts both, and lets them work in peace for a moment. */
export async function besiege(seed: number): Promise<Siege> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-abuse-"));
  const directory = join(folder, "db");
  const server = await startChild({ directory });
  const pair = startPair(server.port, seed);
  const residentMebibytes = () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) / 1_024;
  const report = async (during: string): Promise<PairFigures> => {
    const figures = await pair.figures();
    console.log(`the pair ${during}: ${inWords(figures)}; ${Math.round(residentMebibytes())} MB`);
    return figures;
  };
  await Bun.sleep(warmUpMs);
  await pair.figures();
  await Bun.sleep(calmMs);
  return {
    server,
    directory,
    pair,
    before: await report("before"),
    mebibytesBefore: residentMebibytes(),
    residentMebibytes,
    report,
    loudLines: () => loudLines(server.output()),
    lift: () => rmSync(folder, { recursive: true }),
  };
}

/** What the log may not say above debug: anything about a client but what `allowed` has, from when the port is open. */
function loudLines(output: string): string[] {
  const lines = output.split("\n").filter((line) => line !== "");
  const start = lines.findIndex((line) => line.includes("serving commands on"));
  return lines.slice(start + 1).filter((line) => !allowed.test(line));
}
