import type { Engine } from "./assemble.ts";
import type { Numbers } from "./engine/verbs.ts";
import type { Vitals } from "./health.ts";
import { limits } from "./limits.ts";
import type { Log } from "./log.ts";
import { heapBytes } from "./memory-use.ts";
import type { Connections } from "./server/connections.ts";

/** What a dump looks at. */
export interface DumpParts {
  readonly engine: Pick<Engine, "numbers" | "health"> & { readonly workers: Pick<Engine["workers"], "list"> };
  readonly vitals: () => Vitals;
  readonly connections: Pick<Connections, "unreadBytes" | "unsentBytes">;
  /** The configuration in force, without its secrets. */
  readonly configuration: () => readonly string[];
  readonly log: Log;
}

/** Writes the state of the server to the log, a line a fact (spec §7 TTIN). Also where the storage fails. */
export async function dumpState(parts: DumpParts): Promise<void> {
  const { log } = parts;
  for (const line of ofProcess(parts)) log.info(`state: ${line}`);
  try {
    for (const line of ofJobs(await parts.engine.numbers())) log.info(`state: ${line}`);
  } catch (error) {
    log.info(`state: the queues can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  for (const line of parts.configuration()) log.info(`state: configuration: ${line}`);
}

function ofProcess({ engine, vitals, connections }: DumpParts): string[] {
  const { version, uptimeSeconds, usedMemoryMb, connections: open, commandCount } = vitals();
  const { isWritable, isAlmostFull, reason } = engine.health();
  const workers = engine.workers.list();
  const trouble = reason === undefined ? "" : `: ${reason}`;
  return [
    `millrace ${version}, process ${process.pid}, up ${uptimeSeconds} s`,
    `memory ${usedMemoryMb} MB, ${Math.round(heapBytes() / 1_048_576)} MB of it heap`,
    `storage ${isWritable ? (isAlmostFull ? "almost full" : "writable") : "not writable"}${trouble}`,
    `connections ${open}, ${connections.unsentBytes} bytes of replies unsent, ${connections.unreadBytes} bytes unread`,
    `commands ${commandCount} since the start`,
    `workers ${workers.length}`,
    ...bounded(workers, ({ wid, origin, state, silentMs, connections: own }) => {
      return `worker ${JSON.stringify(wid)} ${origin} ${state}, connections ${own}, last heard of ${Math.round(silentMs / 1_000)} s ago`;
    }),
  ];
}

function ofJobs({ now, queues, sizes, processed, failures }: Numbers): string[] {
  return [
    `queues ${queues.length}`,
    ...bounded(queues, ({ name, size, oldestSince, isPaused }) => {
      const age = oldestSince === undefined ? "" : `, the oldest for ${Math.max(0, Math.round((now - oldestSince) / 1_000_000))} s`;
      return `queue ${JSON.stringify(name)} ${size} ${size === 1 ? "job" : "jobs"}${age}${isPaused ? ", paused" : ""}`;
    }),
    ...Object.entries(sizes).map(([place, size]) => `${place} ${size}`),
    `processed ${processed}, ${failures} of them failures`,
  ];
}

function bounded<T>(rows: readonly T[], text: (row: T) => string): string[] {
  const lines = rows.slice(0, limits.dumpRowsMax).map(text);
  return rows.length > lines.length ? [...lines, `and ${rows.length - lines.length} more`] : lines;
}
