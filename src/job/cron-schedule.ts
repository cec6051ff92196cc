import { Cron } from "croner";
import { ok, refuse, type Result } from "../result.ts";
import type { Micros } from "./facts.ts";

/** When a cron entry runs (spec §6): at times of a calendar, or so long after its last run. */
export type CronSchedule =
  | { readonly kind: "every"; readonly micros: Micros }
  | {
      readonly kind: "calendar";
      /** The first time behind `after`. */
      next(after: Micros): Micros | undefined;
      /** The last time up to and with `until`. */
      latest(until: Micros): Micros | undefined;
    };

const prefix = /^(?:CRON_)?TZ=(\S+)\s+/;

/**
 * Reads a schedule: five fields, or six with seconds in front, names, `@hourly` and its like, `@every 10m`, with a time zone in front
 * (`CRON_TZ=Area/City `) or of a key of its own; where neither says one, that of the server's process.
 */
export function readSchedule(text: string, timezone?: string): Result<CronSchedule> {
  const named = prefix.exec(text);
  const zone = named?.[1] ?? timezone;
  const words = text.slice(named?.[0].length ?? 0).trim();
  if (named !== null && timezone !== undefined && timezone !== zone) return refuse(`it names two time zones, ${zone} and ${timezone}`);
  if (zone !== undefined && !isTimeZone(zone)) return refuse(`nobody knows the time zone ${JSON.stringify(zone)}`);
  return words.startsWith("@every") ? every(words) : calendar(words, zone);
}

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const everyPattern = /^@every\s+((?:\d+(?:\.\d+)?(?:h|m|s))+)$/;
const unitSeconds = new Map([
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
]);

function every(words: string): Result<CronSchedule> {
  const length = everyPattern.exec(words)?.[1];
  if (length === undefined) return refuse("it is no duration such as @every 10m or @every 1h30m");
  let seconds = 0;
  for (const [, count, unit] of length.matchAll(/([\d.]+)([hms])/g)) seconds += Number(count) * (unitSeconds.get(unit ?? "") ?? 0);
  return seconds < 1 || seconds > secondsMax
    ? refuse("@every is from a second to ten years")
    : ok({ kind: "every", micros: Math.round(seconds * 1_000_000) });
}

const secondsMax = 10 * 365 * 86_400;

function calendar(words: string, timezone: string | undefined): Result<CronSchedule> {
  const fields = words.split(/\s+/).length;
  // The parser would take a single date for one too.
  if (!words.startsWith("@") && fields !== 5 && fields !== 6)
    return refuse("it must have five or six fields, or be @hourly, @every 10m and the like");
  let cron: Cron;
  try {
    cron = new Cron(words, { mode: "5-or-6-parts", sloppyRanges: true, ...(timezone === undefined ? {} : { timezone }) });
  } catch (error) {
    return refuse(error instanceof Error ? error.message.replace(/^CronPattern: /, "") : String(error));
  }
  const next = (after: Micros) => microsOf(cron.nextRun(new Date(after / 1_000)));
  if (next(0) === undefined) return refuse("no day of the calendar is one of its days");
  return ok({ kind: "calendar", next, latest: (until) => microsOf(cron.previousRuns(1, new Date(until / 1_000 + 1_000))[0] ?? null) });
}

function microsOf(date: Date | null): Micros | undefined {
  return date === null ? undefined : date.getTime() * 1_000;
}
