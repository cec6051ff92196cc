import { readFileSync, statSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { pickCases } from "./cases.ts";
import { instant } from "./contenders.ts";
import { runLoad, type Seen } from "./load.ts";

/** What a server took, at one moment or at most, in megabytes. */
export interface Taken {
  readonly resident: number;
  readonly log: number;
  readonly database: number;
}

const megabyte = 1_048_576;

/** The resident memory of a process, and the files of the storage in `folder`, as `startServer` lays them out. */
export function taken(pid: number, folder: string): Taken {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  const size = (name: string) => (statSync(join(folder, "db", name), { throwIfNoEntry: false })?.size ?? 0) / megabyte;
  return { resident: Number(kilobytes) / 1_024, log: size("millrace.db-wal"), database: size("millrace.db") };
}

/** Looks ten times a second; what it answers at its end is the most that was seen of each. */
export function watch(pid: number, folder: string): () => Taken {
  let most = taken(pid, folder);
  const look = (): void => {
    const now = taken(pid, folder);
    most = {
      resident: Math.max(most.resident, now.resident),
      log: Math.max(most.log, now.log),
      database: Math.max(most.database, now.database),
    };
  };
  const timer = setInterval(look, 100);
  return () => {
    clearInterval(timer);
    look();
    return most;
  };
}

/** In words. */
export function shown({ resident, log, database }: Taken): string {
  return `${resident.toFixed(0)} MB resident, log ${log.toFixed(0)} MB, database ${database.toFixed(1)} MB`;
}

/** Percentiles of a verb, in words; undefined where it did not occur. */
export function shownTimes(seen: Seen, verb: string): string | undefined {
  const found = seen.verbs.find((one) => one.verb === verb);
  if (found === undefined) return undefined;
  const [p50, p99, p999, max] = [found.p50, found.p99, found.p999, found.max].map((ms) => ms.toFixed(1));
  return `${verb} p50 ${p50} · p99 ${p99} · p99.9 ${p999} · longest ${max} ms`;
}

/** What the machine gives just now: the instant-reply server's cycle over 100 connections, and how much else is going on. */
export async function yardstick(): Promise<string> {
  const [one] = pickCases(["cycle-100"]);
  if (one === undefined) throw new Error("there is no cycle over 100 connections");
  const { jobs, seconds } = await runLoad(instant, one, { seconds: 3, warmSeconds: 1, procs: 1 });
  return `the instant-reply server in the same run: ${(jobs / seconds).toFixed(0)} jobs/s; load average ${loadavg()[0]?.toFixed(1)}`;
}
