import type { CronEntry } from "../../config/cron.ts";
import type { Micros } from "../../job/facts.ts";
import { formatTimestamp } from "../../job/timestamp.ts";
import { type Now, timeOf } from "./timetable.ts";

/** An entry in force (spec §6): when it is due next, by the time it runs by. */
export interface Loaded {
  readonly entry: CronEntry;
  next: Micros;
  isPaused: boolean;
}

/** An entry as it is shown. */
export interface CronShown {
  readonly name: string;
  readonly schedule: string;
  readonly timezone?: string;
  readonly jobtype: string;
  readonly queue: string;
  readonly isPaused: boolean;
  /** Its next runs by the wall clock; none while it is paused. */
  readonly next: readonly Micros[];
}

/** An entry with as many of its next runs. */
export function shown(one: Loaded, time: Now, count: number): CronShown {
  const { name, text, timezone, jobtype, queue } = one.entry;
  const base = { name, schedule: text, jobtype, queue, isPaused: one.isPaused, next: nextRuns(one, time, count) };
  return timezone === undefined ? base : { ...base, timezone };
}

/** An entry as a line of the log. */
export function lineOf(one: Loaded, time: Now): string {
  const { name, jobtype, queue } = one.entry;
  const [next] = nextRuns(one, time, 1);
  const when = one.isPaused ? "paused" : next === undefined ? "never due" : `next ${formatTimestamp(next)}`;
  return `cron ${name}: ${scheduleText(one.entry)}, ${jobtype} to ${queue}, ${when}`;
}

/** The schedule with its time zone, wherever that was written. */
export function scheduleText({ text, timezone }: CronEntry): string {
  return timezone === undefined ? text : `CRON_TZ=${timezone} ${text}`;
}

function nextRuns({ entry, next, isPaused }: Loaded, time: Now, count: number): Micros[] {
  const runs: Micros[] = [];
  for (let at = next; !isPaused && Number.isFinite(at);) {
    runs.push(at + time.now - timeOf(entry, time));
    // The one behind the last is not asked for: a list of 10,000 entries would take a second for them.
    if (runs.length === count) break;
    at = entry.schedule.kind === "every" ? at + entry.schedule.micros : (entry.schedule.next(at) ?? Infinity);
  }
  return runs;
}
