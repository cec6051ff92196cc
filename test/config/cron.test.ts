import { describe, expect, test } from "bun:test";
import { withDirectory, withFile } from "./config-directory.ts";

const entry = (more: string, job = 'type = "Report"') => `[[cron]]\n${more}\n[cron.job]\n${job}\n`;
const hourly = 'schedule = "@hourly"';

describe("§6 cron entries are read from conf.d", () => {
  test("§6 of all files, in their order, each with its job", () =>
    withDirectory(
      {
        "conf.d/a.toml": entry('schedule = "CRON_TZ=Europe/Berlin 30 2 * * *"', 'type = "Report"\nqueue = "low"\nretry = 3'),
        "conf.d/b.toml": entry('schedule = "@every 10m"\nname = "Sweep"\n', 'type = "Cleaner"\n[cron.job.custom]\nunique_for = 600'),
      },
      ({ config }) =>
        expect(config().cron).toMatchObject([
          { name: "Report", jobtype: "Report", queue: "low", job: '{"jobtype":"Report","args":[],"queue":"low","retry":3}' },
          {
            name: "Sweep",
            text: "@every 10m",
            schedule: { kind: "every", micros: 600_000_000 },
            queue: "default",
            job: '{"jobtype":"Cleaner","args":[],"custom":{"unique_for":600}}',
          },
        ]),
    ));

  test("§6 what TOML can say comes as JSON: integers of 64 bits by their digits, times as text", () =>
    withFile(
      entry(hourly, 'type = "Report"\nargs = [9007199254740993, 1.5, true, "a\\"b", [1], {x = 1}, 2026-01-02T03:04:05Z, 2026-01-02]'),
      ({ config }) =>
        expect(config().cron[0]?.job).toBe(
          '{"jobtype":"Report","args":[9007199254740993,1.5,true,"a\\"b",[1],{"x":1},"2026-01-02T03:04:05.000Z","2026-01-02"]}',
        ),
    ));

  test("§6 its name is the type of its job, the second one Type-2; a name that was given stays free for its owner", () =>
    withFile(
      entry(hourly) + entry(hourly) + entry(`${hourly}\nname = "Report-2"`) + entry(hourly) + entry(hourly, 'type = "Other"'),
      ({ config }) => expect(config().cron.map(({ name }) => name)).toEqual(["Report", "Report-3", "Report-2", "Report-4", "Other"]),
    ));

  test.each([
    ['[cron]\nschedule = "@hourly"', "[cron] is no array of tables: each entry begins with [[cron]]"],
    ["cron = [1]", "[cron] is no array of tables: each entry begins with [[cron]]"],
    [`[[cron]]\n${hourly}`, "[[cron]] 1: it lacks its job: [cron.job] with its type"],
    [entry(""), '[[cron]] 1 ("Report"): schedule must be five or six fields, "@hourly" and its like, or "@every 10m"'],
    [entry("schedule = 3"), '[[cron]] 1 ("Report"): schedule must be five or six fields, "@hourly" and its like, or "@every 10m"'],
    [entry('schedule = "61 * * * *"'), '[[cron]] 1 ("Report"): schedule is "61 * * * *": Invalid value for minute: 61'],
    [entry(`${hourly}\ntimezone = "Mars/Base"`), '[[cron]] 1 ("Report"): schedule is "@hourly": nobody knows the time zone "Mars/Base"'],
    [entry(`${hourly}\nname = ""`), '[[cron]] 1 (""): name must be a text of at most 1000 characters'],
    [entry(hourly, "queue = 3"), "[[cron]] 1: job.type must be a text"],
    [
      entry(hourly, 'type = "Report"\nqueue = "a b"'),
      '[[cron]] 1 ("Report"): job: cannot get "a b" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z',
    ],
    [entry(hourly, 'type = "Report"\nreserve_for = 90000'), '[[cron]] 1 ("Report"): job: jobs cannot be reserved for more than one day'],
    [entry(hourly, 'type = "Report"\nargs = 1'), '[[cron]] 1 ("Report"): job.args must be a list'],
    [entry(hourly, 'type = "Report"\nargs = [inf]'), '[[cron]] 1 ("Report"): job holds a number that JSON can\'t write'],
    [entry(hourly, 'type = "Report"\ncustom = 1'), '[[cron]] 1 ("Report"): job.custom must be a table'],
    [entry(hourly) + entry(hourly, 'type = ""'), '[[cron]] 2 (""): job.type must be a text'],
    [`${entry(`${hourly}\nname = "A"`)}${entry(`${hourly}\nname = "A"`)}`, 'there are two cron entries with the name "A"'],
  ])("§6 a bad one stops the start and is named with its file: %p", (toml, problem) =>
    withFile(toml, ({ problems }) => expect(problems()).toEqual([`DIR/conf.d/a.toml: ${problem}`])),
  );

  test("§6 more entries than can be loaded are refused", () =>
    withFile(entry(hourly).repeat(10_001), ({ problems }) =>
      expect(problems()).toEqual(["DIR/conf.d/a.toml: more than 10000 cron entries"]),
    ));

  test("§7 a key nobody knows is a warning with its file", () =>
    withFile(`[[cron]]\n${hourly}\nwhen = 1\n[cron.job]\ntype = "Report"\njobtype = "Report"`, ({ warnings }) =>
      expect(warnings()).toEqual([
        'DIR/conf.d/a.toml: [[cron]] 1 ("Report"): nobody knows "when", it is passed over',
        'DIR/conf.d/a.toml: [[cron]] 1 ("Report"): nobody knows "job.jobtype", it is passed over',
      ]),
    ));
});
