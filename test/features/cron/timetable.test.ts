import { describe, expect, test } from "bun:test";
import type { CronEntry } from "../../../src/config/cron.ts";
import { missedTick, nextTick, takeTick } from "../../../src/features/cron/timetable.ts";
import { readSchedule } from "../../../src/job/cron-schedule.ts";

function anEntry(text: string): CronEntry {
  const schedule = readSchedule(text);
  if (!schedule.ok) throw new Error(schedule.message);
  return { name: "Report", schedule: schedule.value, text, jobtype: "Report", queue: "default", job: "{}" };
}

const at = (time: string) => Date.parse(`2026-01-15T${time}Z`) * 1_000;
const text = (micros: number | undefined) => (micros === undefined ? undefined : new Date(micros / 1_000).toISOString().slice(11, 19));

const hourly = "CRON_TZ=UTC 0 * * * *";
const often = "CRON_TZ=UTC */10 * * * *";

describe("§6 when an entry is due after a start or a reload", () => {
  test.each([
    [hourly, "11:00:00", "12:30:00", "12:00:00", "a tick less than an hour ago was missed"],
    [hourly, "12:00:00", "12:30:00", "13:00:00", "none was missed"],
    [hourly, "10:00:00", "12:30:00", "12:00:00", "of several that were missed the last one"],
    ["CRON_TZ=UTC 0 9 * * *", "08:00:00", "12:30:00", undefined, "one that is older than an hour is let go"],
    [hourly, "12:00:00", "11:30:00", "13:00:00", "the clock was set back: no tick comes twice"],
    ["@every 10m", "12:00:00", "12:07:00", "12:10:00", "so long after the last run"],
    ["@every 10m", "12:00:00", "12:17:00", "12:10:00", "at once where that time has passed"],
  ])("%s seen at %s is at %s due at %s: %s", (schedule, seen, now, due) => {
    const next = nextTick(anEntry(schedule), at(seen), at(now));
    expect(text(next)).toBe(due ?? "09:00:00");
    if (due === undefined) expect(next).toBeGreaterThan(at(now));
  });
});

describe("§6 which tick was missed for good", () => {
  test.each([
    ["CRON_TZ=UTC 0 9 * * *", "08:00:00", "12:30:00", "09:00:00", "more than an hour old"],
    ["CRON_TZ=UTC 0 9 * * *", "08:00:00", "09:59:59", undefined, "it will be made up for"],
    ["CRON_TZ=UTC 0 9 * * *", "09:00:00", "12:30:00", undefined, "it was dealt with"],
    [hourly, "08:00:00", "12:30:00", undefined, "of several the last one counts"],
    ["@every 10m", "08:00:00", "12:30:00", undefined, "it is found when its tick is taken"],
  ])("%s seen at %s is at %s %p: %s", (schedule, seen, now, missed) => {
    expect(text(missedTick(anEntry(schedule), at(seen), at(now)))).toBe(missed);
  });
});

describe("§6 what becomes of a tick whose time has come", () => {
  test.each([
    [hourly, "12:00:00", "12:00:00", "12:00:00", "13:00:00", "in time"],
    [often, "12:00:00", "12:00:45", "12:00:00", "12:10:00", "a little late"],
    [often, "12:00:00", "12:35:00", "12:30:00", "12:40:00", "several were missed: the last one, once"],
    ["CRON_TZ=UTC 0 12 * * *", "12:00:00", "13:00:00", undefined, "12:00:00", "an hour old: let go"],
    ["CRON_TZ=UTC 0 12 * * *", "12:00:00", "12:59:59", "12:00:00", "12:00:00", "less than that: runs"],
    ["@every 10m", "12:00:00", "12:00:00", "12:00:00", "12:10:00", "in time"],
    ["@every 10m", "12:00:00", "12:00:02", "12:00:00", "12:10:00", "a little late: it does not drift"],
    ["@every 10m", "12:00:00", "12:35:00", "12:35:00", "12:45:00", "missed: once, and counts from there"],
    ["@every 6h", "12:00:00", "13:30:00", undefined, "18:00:00", "missed by more than an hour: let go"],
  ])("%s due at %s is at %s taken as %p, next %s: %s", (schedule, due, now, seen, next) => {
    const tick = takeTick(anEntry(schedule), at(due), at(now));
    expect([text(tick.seen), text(tick.next)]).toEqual([seen, next]);
    expect(tick.next).toBeGreaterThan(at(now));
  });

  test("each second of a schedule of seconds is one tick", () => {
    const entry = anEntry("CRON_TZ=UTC * * * * * *");
    const seen: (string | undefined)[] = [];
    for (let next = at("12:00:00"); next <= at("12:00:03");) {
      const tick = takeTick(entry, next, at("12:00:03"));
      seen.push(text(tick.seen));
      next = tick.next;
    }
    expect(seen).toEqual(["12:00:00", "12:00:01", "12:00:02", "12:00:03"]);
  });
});
