import { closeSync, mkdirSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../support/fixed-random.ts";
import { startChild } from "../support/child-server.ts";
import { Journal } from "./journal.ts";
import { startLoad } from "./load.ts";
import { startTicks } from "./load-ticks.ts";
import { type FailedSync, recordingEnvironment } from "./recorder.ts";
import { configureTicks } from "./ticks.ts";
import { type Event, readTrace } from "./trace.ts";

/** How a run ends, and with which code. A kill under load may come between a write and its record; at rest nothing is left to record. */
const codes = { SIGKILL: null, "SIGKILL at rest": null, SIGTERM: 0, "failed sync": 1 };

/** One run of the server within a recording. */
export interface Run {
  /** It ends once the log has started again at its beginning so often, so many bytes of jobs were pushed after that, and so many ticks settled. */
  readonly logRestarts: number;
  readonly pushBytes: number;
  readonly ticks?: number;
  /** And so many MUTATEs of whole batches answered. */
  readonly moves?: number;
  readonly end: keyof typeof codes;
  readonly failSync?: FailedSync;
  /** A FLUSH comes now and then. */
  readonly flushes?: true;
  /** The syncs of this file do nothing. */
  readonly withoutSync?: string;
}

/** What is recorded. */
export interface Scenario {
  readonly seed: number;
  readonly library: string;
  /** Made for it. */
  readonly folder: string;
  readonly runs: readonly Run[];
}

/** What was recorded, and what the server left behind. */
export interface Recorded {
  readonly events: readonly Event[];
  readonly directory: string;
  /** Promises that were broken while it ran. */
  readonly broken: readonly string[];
}

const lookEveryMs = 5;

/** Loads a recorded server in which cron runs, run after run on one storage directory. */
export async function record({ seed, library, folder, runs }: Scenario): Promise<Recorded> {
  const random = seededRandom(seed);
  const journal = new Journal();
  const [directory, logs] = [join(folder, "db"), join(folder, "logs")];
  mkdirSync(folder);
  configureTicks(join(logs, "config"));
  const traces: string[] = [];
  for (const [number, { pushBytes, logRestarts, end, ticks = 0, moves = 0, flushes = false, ...faults }] of runs.entries()) {
    const to = join(folder, `run-${number}`);
    traces.push(to);
    const server = await startChild({
      directory,
      logs,
      env: recordingEnvironment(library, { ...faults, directory, to }),
    });
    const shape = { pushers: 3, pausers: 2, workers: 6, bulkMax: 700, paddingMax: 20_000, readyMax: 500, flushes };
    const base = { port: server.port, random, journal, name: `run${number}` };
    const load = startLoad({ ...base, ...shape });
    const cron = startTicks(base);
    const before = logStarts(directory);
    const movesBefore = answeredMoves(journal);
    const lasts = async (isShort: () => boolean) => {
      while (isShort() && !server.hasEnded()) await Bun.sleep(lookEveryMs);
    };
    await lasts(() => logStarts(directory) < before + logRestarts);
    const pushed = load.pushedBytes;
    await lasts(() => load.pushedBytes < pushed + pushBytes || cron.settled < ticks || answeredMoves(journal) < movesBefore + moves);
    if (end === "SIGKILL at rest") {
      await load.stop();
      await cron.stop();
    }
    const isEnding = end === "failed sync" ? server.ended() : server.end(end === "SIGTERM" ? end : "SIGKILL");
    const [ended] = await Promise.all([isEnding, load.closed, cron.closed]);
    journal.serverEnded();
    if (ended.code !== codes[end]) throw new Error(`the recorded server ended with ${ended.code ?? ended.signal}:\n${server.output()}`);
  }
  return { events: readTrace(traces), directory, broken: journal.broken };
}

function answeredMoves({ batches }: Journal): number {
  return [...batches.values()].flatMap((batch) => batch.moves).filter(({ answered }) => answered !== undefined).length;
}

/** How often the log was started at its beginning: a number in its head, by SQLite's file format. */
function logStarts(directory: string): number {
  const head = Buffer.alloc(16);
  const log = openSync(join(directory, "millrace.db-wal"), "r");
  readSync(log, head, 0, head.length, 0);
  closeSync(log);
  return head.readUInt32BE(12);
}
