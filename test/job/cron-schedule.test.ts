import { describe, expect, test } from "bun:test";
import { readSchedule } from "../../src/job/cron-schedule.ts";

const micros = (text: string) => Date.parse(text) * 1_000;

function calendar(text: string, timezone?: string) {
  const schedule = readSchedule(text, timezone);
  if (!schedule.ok || schedule.value.kind !== "calendar") throw new Error(`${text} is no calendar`);
  return schedule.value;
}

/** The next times behind a moment, to the minute. */
function times(text: string, from: string, count: number): string[] {
  const schedule = calendar(text);
  const found: string[] = [];
  for (let at = schedule.next(micros(from)); at !== undefined && found.length < count; at = schedule.next(at)) {
    found.push(new Date(at / 1_000).toISOString().slice(0, 16));
  }
  return found;
}

describe("schedules", () => {
  test.each([
    ["*/15 * * * *", ["2026-01-15T12:15", "2026-01-15T12:30"]],
    ["5/15 * * * *", ["2026-01-15T12:05", "2026-01-15T12:20"]],
    ["0 30 6 * * *", ["2026-01-16T06:30", "2026-01-17T06:30"]],
    ["0 9 * * MON-FRI", ["2026-01-16T09:00", "2026-01-19T09:00"]],
    ["0 0 1 JAN *", ["2027-01-01T00:00", "2028-01-01T00:00"]],
    ["0 0 ? * sun", ["2026-01-18T00:00", "2026-01-25T00:00"]],
    ["0 0 29 2 *", ["2028-02-29T00:00", "2032-02-29T00:00"]],
    ["@hourly", ["2026-01-15T13:00", "2026-01-15T14:00"]],
    ["@daily", ["2026-01-16T00:00", "2026-01-17T00:00"]],
    ["@midnight", ["2026-01-16T00:00", "2026-01-17T00:00"]],
    ["@weekly", ["2026-01-18T00:00", "2026-01-25T00:00"]],
    ["@monthly", ["2026-02-01T00:00", "2026-03-01T00:00"]],
    ["@yearly", ["2027-01-01T00:00", "2028-01-01T00:00"]],
    ["@annually", ["2027-01-01T00:00", "2028-01-01T00:00"]],
  ])("§6 %s runs next at %p", (text, expected) => expect(times(`CRON_TZ=UTC ${text}`, "2026-01-15T12:00:00Z", 2)).toEqual(expected));

  test.each([
    ["@every 10m", 600],
    ["@every 1h30m", 5_400],
    ["@every 1.5h", 5_400],
    ["CRON_TZ=Europe/Berlin @every 90s", 90],
  ])("§6 %s is %p seconds", (text, seconds) =>
    expect(readSchedule(text)).toEqual({ ok: true, value: { kind: "every", micros: seconds * 1_000_000 } }),
  );

  test.each([
    ["bad", "it must have five or six fields, or be @hourly, @every 10m and the like"],
    ["", "it must have five or six fields, or be @hourly, @every 10m and the like"],
    ["2030-01-01T00:00:00", "it must have five or six fields, or be @hourly, @every 10m and the like"],
    ["* * * * * * 2030", "it must have five or six fields, or be @hourly, @every 10m and the like"],
    ["61 * * * *", "Invalid value for minute: 61"],
    ["*/0 * * * *", "Syntax error, illegal stepping: 0"],
    ["0 0 30 2 *", "no day of the calendar is one of its days"],
    ["@every", "it is no duration such as @every 10m or @every 1h30m"],
    ["@every 10", "it is no duration such as @every 10m or @every 1h30m"],
    ["@every 0s", "@every is from a second to ten years"],
    ["@every 0.5s", "@every is from a second to ten years"],
    ["@every 99999h", "@every is from a second to ten years"],
    ["CRON_TZ=Mars/Base 0 0 * * *", 'nobody knows the time zone "Mars/Base"'],
  ])("§6 %p is refused: %s", (text, message) => expect(readSchedule(text)).toMatchObject({ ok: false, message }));

  test("§6 a time zone of its own key is as one in front, and two that differ are refused", () => {
    expect(calendar("0 6 * * *", "Asia/Tokyo").next(micros("2026-01-15T12:00:00Z"))).toBe(micros("2026-01-15T21:00:00Z"));
    expect(readSchedule("CRON_TZ=Asia/Tokyo 0 6 * * *", "Asia/Tokyo").ok).toBe(true);
    expect(readSchedule("CRON_TZ=Asia/Tokyo 0 6 * * *", "UTC")).toMatchObject({ message: "it names two time zones, Asia/Tokyo and UTC" });
  });
});

describe("daylight saving", () => {
  test.each([
    // The clock goes from 02:00 to 03:00: a time that is missing comes as soon as it would have.
    ["Europe/Berlin", "30 2 * * *", "2026-03-28T12:00:00Z", ["2026-03-29T01:00", "2026-03-30T00:30"]],
    ["America/New_York", "30 2 * * *", "2026-03-07T12:00:00Z", ["2026-03-08T07:00", "2026-03-09T06:30"]],
    // From 03:00 back to 02:00, in New York from 02:00 to 01:00: a time that comes twice runs once, the first time.
    ["Europe/Berlin", "30 2 * * *", "2026-10-24T12:00:00Z", ["2026-10-25T00:30", "2026-10-26T01:30"]],
    ["America/New_York", "30 1 * * *", "2026-10-31T12:00:00Z", ["2026-11-01T05:30", "2026-11-02T06:30"]],
    // What runs every hour runs every hour.
    ["Europe/Berlin", "0 * * * *", "2026-03-28T23:30:00Z", ["2026-03-29T00:00", "2026-03-29T01:00", "2026-03-29T02:00"]],
    ["Europe/Berlin", "0 * * * *", "2026-10-24T23:30:00Z", ["2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00"]],
    ["America/New_York", "0 * * * *", "2026-03-08T05:30:00Z", ["2026-03-08T06:00", "2026-03-08T07:00", "2026-03-08T08:00"]],
    ["America/New_York", "0 * * * *", "2026-11-01T04:30:00Z", ["2026-11-01T05:00", "2026-11-01T06:00", "2026-11-01T07:00"]],
  ])("§6 in %s %s after %s runs at %p", (zone, text, from, expected) => {
    expect(times(`CRON_TZ=${zone} ${text}`, from, expected.length)).toEqual(expected);
  });

  test.each([
    ["Europe/Berlin", "2026-03-28T22:00:00Z"],
    ["Europe/Berlin", "2026-10-24T22:00:00Z"],
    ["America/New_York", "2026-03-08T04:00:00Z"],
    ["America/New_York", "2026-11-01T03:00:00Z"],
  ])("§6 in %s after %s the last time before any minute is the one that came last", (zone, from) => {
    for (const text of ["30 2 * * *", "30 1 * * *", "*/20 * * * *", "0 * * * *", "0,30 2 * * *"]) {
      const schedule = calendar(text, zone);
      let last = schedule.latest(micros(from));
      let next = schedule.next(micros(from));
      for (let now = micros(from); now < micros(from) + 6 * 3_600_000_000; now += 300_000_000) {
        while (next !== undefined && next <= now) [last, next] = [next, schedule.next(next)];
        expect({ text, now, latest: schedule.latest(now) }).toEqual({ text, now, latest: last });
      }
    }
  });
});
