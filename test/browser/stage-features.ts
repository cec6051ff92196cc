import type { Engine } from "../../src/assemble.ts";
import type { Throttle } from "../../src/job/throttle.ts";
import { cronEntries } from "../support/cron-entries.ts";
import type { ManualClock } from "../support/manual-clock.ts";

/** A `[[cron]]` table as a file says it. */
function entry(name: string, schedule: string, type: string, more = ""): string {
  return `[[cron]]\nname = ${JSON.stringify(name)}\nschedule = ${JSON.stringify(schedule)}\n${more}[cron.job]\ntype = ${JSON.stringify(type)}\nqueue = "cron"\n`;
}

/** Loads entries, lets them take effect, and runs each of them so often. */
async function withCron(engine: Engine, clock: ManualClock, toml: string, runs: number): Promise<void> {
  engine.cron.load(cronEntries(toml));
  while (engine.cron.list().length === 0) await clock.advance(1_000);
  for (const { name } of engine.cron.list()) for (let run = 0; run < runs; run += 1) await engine.cron.runNow(name);
}

const schedules = ["0 2 * * *", "*/5 * * * *", "30 6,12,18 * * mon-fri", "@every 90m", "0 3 1 * *", "7 7-19/2 1-15 * *"];

/** Cron and throttles of a busy server. */
export async function busyTimetable(engine: Engine, clock: ManualClock): Promise<void> {
  const toml = Array.from({ length: 60 }, (_, n) =>
    entry(`task ${n}`, schedules[n % schedules.length] ?? "@daily", `Task${n}`, n % 3 === 0 ? 'timezone = "America/New_York"\n' : ""),
  );
  await withCron(engine, clock, toml.join(""), 2);
  await engine.cron.setPaused("task 1", true);
  const kinds: readonly Throttle[] = [
    { kind: "concurrency", most: 40, timeoutMs: 600_000 },
    { kind: "worker", most: 3, timeoutMs: 60_000 },
    { kind: "rate", most: 1_000, perMs: 60_000 },
  ];
  const names = ["bulk", "late", ...Array.from({ length: 40 }, (_, n) => `queue-${n}`)];
  engine.throttle.load(new Map(names.map((name, n) => [name, kinds[n % kinds.length] ?? kinds[0]!] as const)));
}

/** Names and schedules whose every word attacks. */
export async function hostileTimetable(engine: Engine, clock: ManualClock, words: readonly string[]): Promise<void> {
  await withCron(engine, clock, words.map((word, n) => entry(word, schedules[n % schedules.length] ?? "@daily", word)).join(""), 1);
  engine.throttle.load(
    new Map(["h", "r", `q${"w".repeat(90)}`].map((name) => [name, { kind: "concurrency", most: 2, timeoutMs: 60_000 }] as const)),
  );
}
