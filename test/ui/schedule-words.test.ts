import { expect, test } from "bun:test";
import { readSchedule } from "../../src/job/cron-schedule.ts";
import { scheduleWords } from "../../ui/schedule-words.ts";

test.each([
  ["* * * * *", "every minute"],
  ["*/5 * * * *", "every 5 minutes"],
  ["*/7 * * * *", undefined],
  ["0 * * * *", "every hour"],
  ["5 * * * *", "every hour at minute 5"],
  ["15 */6 * * *", "every 6 hours at minute 15"],
  ["0 2 * * *", "every day at 02:00"],
  ["0 0 2 * * *", "every day at 02:00"],
  ["30 0 2 * * *", undefined],
  ["30 6,12,18 * * mon-fri", "Monday to Friday at 06:30, 12:30 and 18:30"],
  ["0 9 * * 1,5", "every Monday and Friday at 09:00"],
  ["*/10 * * * 0", "every 10 minutes, every Sunday"],
  ["0 3 1 * *", "on day 1 of every month at 03:00"],
  ["0 3 24 dec *", "every year on 24 December at 03:00"],
  ["0 3 24 12 *", "every year on 24 December at 03:00"],
  ["0 3 1 * 1", undefined],
  ["0 3 L * *", undefined],
  ["CRON_TZ=Europe/Berlin 0 2 * * *", "every day at 02:00"],
  ["@hourly", "every hour"],
  ["@every 1h30m", "every 1 h 30 min after its last run"],
  ["@every 90s", "every 1 min 30 s after its last run"],
])("§8 the schedule %p in words", (text, words) => {
  expect(readSchedule(text).ok).toBe(true);
  expect(scheduleWords(text)).toBe(words);
});
