import { describe, expect, test } from "bun:test";
import { readCron } from "../../../src/config/cron.ts";
import { aSession, type Bench, onBench, parsed } from "../../support/engine.ts";
import { storeKinds } from "../../support/store.ts";
import { parse } from "smol-toml";

/** Entries as a file of `conf.d` says them. */
function entries(toml: string) {
  const { entries, problems } = readCron([{ path: "cron.toml", table: parse(toml) }]);
  expect(problems).toEqual([]);
  return entries;
}

const entry = (schedule: string, more = "", job = 'type = "Report"') => `[[cron]]\nschedule = "${schedule}"\n${more}\n[cron.job]\n${job}\n`;

/** Loads entries, and lets the clock and the timed work go on together, a second at a time. */
async function load({ engine, clock }: Bench, toml: string): Promise<void> {
  engine.cron.load(entries(toml));
  await engine.timed.runFeatures();
  await clock.advance(1);
  await engine.timed.runFeatures();
}

async function pass({ engine, clock }: Bench, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await clock.advance(1_000);
    await engine.timed.runFeatures();
  }
}

/** The jobs in a queue, fetched and acked: how many there were. */
async function drain({ engine }: Bench, queue = "default"): Promise<number> {
  const { queues } = await engine.numbers();
  const count = queues.find(({ name }) => name === queue)?.size ?? 0;
  for (let index = 0; index < count; index += 1) {
    const job = parsed(await engine.fetch([queue], aSession("w1")));
    await engine.ack(String(job["jid"]), "w1");
  }
  return count;
}

describe.each(storeKinds)("cron on the %s store", (kind) => {
  test("§6 an entry pushes its job at each of its times, with a jid of its own", () =>
    onBench(kind, async (bench) => {
      await load(bench, entry("CRON_TZ=UTC * * * * *", "", 'type = "Report"\nargs = [1, "a"]\nretry = 3'));
      await pass(bench, 59);
      expect((await bench.engine.numbers()).sizes.queued).toBe(0);
      await pass(bench, 61);
      expect((await bench.engine.numbers()).sizes.queued).toBe(2);
      const job = parsed(await bench.engine.fetch(["default"], aSession()));
      expect(job).toMatchObject({ jobtype: "Report", args: [1, "a"], retry: 3, queue: "default" });
      expect(String(job["jid"]).length).toBeGreaterThanOrEqual(8);
    }));

  test("§6 @every counts from its last run, also one that was asked for", () =>
    onBench(kind, async (bench) => {
      await load(bench, entry("@every 90s"));
      await pass(bench, 89);
      expect(await drain(bench)).toBe(0);
      await pass(bench, 1);
      expect(await drain(bench)).toBe(1);
      await pass(bench, 60);
      expect(await bench.engine.cron.runNow("Report")).toMatchObject({ jid: expect.any(String) });
      expect(await drain(bench)).toBe(1);
      await pass(bench, 89);
      expect(await drain(bench)).toBe(0);
      await pass(bench, 1);
      expect(await drain(bench)).toBe(1);
    }));

  test("§6 ticks pass while it is paused, and are not made up for; a reload keeps the pause", () =>
    onBench(kind, async (bench) => {
      const toml = entry("CRON_TZ=UTC * * * * *");
      await load(bench, toml);
      expect(await bench.engine.cron.setPaused("Report", true)).toBe(true);
      expect(await bench.engine.cron.setPaused("nosuch", true)).toBe(false);
      await pass(bench, 130);
      await load(bench, toml);
      await pass(bench, 130);
      expect(await drain(bench)).toBe(0);
      expect(bench.engine.cron.list()).toMatchObject([{ name: "Report", isPaused: true, next: [] }]);
      await bench.engine.cron.setPaused("Report", false);
      expect(await drain(bench)).toBe(0);
      await pass(bench, 60);
      expect(await drain(bench)).toBe(1);
    }));

  test("§6 a reload takes what is new, keeps what stays, and ends what is gone", () =>
    onBench(kind, async (bench) => {
      await load(bench, entry("@every 60s", 'name = "A"') + entry("@every 60s", 'name = "B"'));
      await pass(bench, 30);
      await load(bench, entry("@every 60s", 'name = "A"') + entry("@every 60s", 'name = "C"'));
      await pass(bench, 30);
      expect(await drain(bench)).toBe(1);
      await pass(bench, 32);
      expect(await drain(bench)).toBe(1);
      // With another schedule it begins anew.
      await load(bench, entry("@every 40s", 'name = "A"'));
      await pass(bench, 39);
      expect(await drain(bench)).toBe(0);
      await pass(bench, 2);
      expect(await drain(bench)).toBe(1);
    }));

  test("§6 two runs of an entry overlap, unless its job is unique: then the later one is refused, and remembered so", () =>
    onBench(kind, async (bench) => {
      await load(
        bench,
        entry("@every 60s", 'name = "A"') +
          entry("@every 60s", 'name = "U"', 'type = "Once"\nqueue = "u"\n[cron.job.custom]\nunique_for = 600'),
      );
      await pass(bench, 180);
      expect(await drain(bench)).toBe(3);
      expect(await drain(bench, "u")).toBe(1);
      await pass(bench, 60);
      expect(await drain(bench, "u")).toBe(1);
      expect((await bench.engine.cron.runNow("U"))?.refusal).toBeUndefined();
      expect((await bench.engine.cron.runNow("U"))?.refusal).toBe("Job not unique");
    }));

  test("§4 the clock is set back: no tick comes twice, what is due waits for it, and @every goes on", () =>
    onBench(kind, async (bench) => {
      await load(bench, entry("CRON_TZ=UTC 1,2 12 * * *", 'name = "A"') + entry("@every 60s", 'name = "E"', 'type = "E"\nqueue = "e"'));
      await pass(bench, 60);
      expect([await drain(bench), await drain(bench, "e")]).toEqual([1, 1]);
      bench.clock.jump(-600_000);
      await pass(bench, 600);
      expect([await drain(bench), await drain(bench, "e")]).toEqual([0, 10]);
      await pass(bench, 60);
      expect([await drain(bench), await drain(bench, "e")]).toEqual([1, 1]);
    }));

  test("§4 the clock jumps forward a day: what was missed less than an hour before runs once, and @every goes on", () =>
    onBench(kind, async (bench) => {
      const hourly = entry("CRON_TZ=UTC 30 * * * *", 'name = "A"');
      const nightly = entry("CRON_TZ=UTC 0 3 * * *", 'name = "N"', 'type = "N"\nqueue = "n"');
      await load(bench, hourly + nightly + entry("@every 60s", 'name = "E"', 'type = "E"\nqueue = "e"'));
      bench.clock.jump(86_400_000);
      await pass(bench, 59);
      expect([await drain(bench), await drain(bench, "n"), await drain(bench, "e")]).toEqual([1, 0, 0]);
      await pass(bench, 1);
      expect([await drain(bench), await drain(bench, "n"), await drain(bench, "e")]).toEqual([0, 0, 1]);
    }));

  test("§8 a tick that is too old to be made up for is remembered as missed, once, however often it is looked for", () =>
    onBench(kind, async (bench) => {
      const files = entry("CRON_TZ=UTC 0 13 * * *", 'name = "daily"') + entry("@every 6h", 'name = "often"');
      await load(bench, files);
      const history = async (name: string) => (await bench.engine.inspect.cronRuns([name])).get(name) ?? [];
      bench.clock.jump(4 * 3_600_000);
      for (let reload = 0; reload < 2; reload += 1) {
        bench.engine.cron.load(entries(files));
        await pass(bench, 2);
      }
      expect((await history("daily")).map(({ standing, at }) => [standing, new Date(at / 1_000).toISOString().slice(11, 16)])).toEqual([
        ["missed", "13:00"],
      ]);
      expect(await history("often")).toEqual([]);
      expect(bench.engine.cron.find("daily")?.next[0]).toBeGreaterThan(bench.clock.wall());
      expect(await drain(bench)).toBe(0);
    }));

  test("§8 so is one of @every, at the time at which it was due", () =>
    onBench(kind, async (bench) => {
      await load(bench, entry("@every 2h", 'name = "E"'));
      await bench.clock.advance(190 * 60_000);
      await bench.engine.timed.runFeatures();
      const runs = (await bench.engine.inspect.cronRuns(["E"])).get("E") ?? [];
      expect(runs.map(({ standing, at }) => [standing, new Date(at / 1_000).toISOString().slice(11, 16)])).toEqual([["missed", "14:00"]]);
      expect(await drain(bench)).toBe(0);
    }));

  test("§3 FLUSH takes the runs, and neither the entries nor their pauses", () =>
    onBench(kind, async (bench) => {
      await load(bench, entry("@every 60s", 'name = "A"') + entry("@every 60s", 'name = "P"'));
      await bench.engine.cron.setPaused("P", true);
      await pass(bench, 60);
      await bench.engine.flush();
      expect(await drain(bench)).toBe(0);
      await pass(bench, 60);
      expect(await drain(bench)).toBe(1);
    }));
});
