import { describe, expect, test } from "bun:test";
import { parse } from "smol-toml";
import { assemble, type Engine } from "../../../src/assemble.ts";
import { readCron } from "../../../src/config/cron.ts";
import { silentLog } from "../../../src/log.ts";
import { aSession, type Bench, onBench, parsed } from "../../support/engine.ts";
import { fixedRandom, freshBytes } from "../../support/fixed-random.ts";
import { storeKinds } from "../../support/store.ts";

const entry = (schedule: string, more = "") => `[[cron]]\nschedule = "${schedule}"\n${more}\n[cron.job]\ntype = "Report"\nretry = 0\n`;
const minute = 60_000;

/** The server starts: another engine on the same storage, with its entries loaded and looked at once. */
async function start({ store, clock }: Bench, toml: string): Promise<Engine> {
  const engine = assemble({ store, clock, random: freshBytes(fixedRandom(0)), log: silentLog });
  engine.cron.load(readCron([{ path: "cron.toml", table: parse(toml) }]).entries);
  for (let look = 0; look < 2; look += 1) {
    await engine.timed.runFeatures();
    await clock.advance(1);
  }
  return engine;
}

const queued = async (engine: Engine) => (await engine.numbers()).sizes.queued;
const standings = async (engine: Engine) =>
  ((await engine.inspect.cronRuns(["Report"])).get("Report") ?? []).map(({ standing }) => standing);

describe.each(storeKinds)("cron over a restart on the %s store", (kind) => {
  test.each([
    ["CRON_TZ=UTC 30 12 * * *", 40, 1, "ten minutes old: once"],
    ["CRON_TZ=UTC */10 * * * *", 45, 1, "the last of four"],
    ["CRON_TZ=UTC 30 12 * * *", 91, 0, "more than an hour old: let go"],
    ["CRON_TZ=UTC 0 12 * * *", 40, 0, "none: its last one was when it was loaded"],
    ["@every 30m", 40, 1, "ten minutes old: once"],
    ["@every 30m", 20, 0, "not due yet"],
    ["@every 2h", 190, 0, "more than an hour old: let go"],
  ])("§6 %s after %p minutes without a server runs %p times: %s", (schedule, minutes, runs) =>
    onBench(kind, async (bench) => {
      await start(bench, entry(schedule));
      await bench.clock.advance(minutes * minute);
      const engine = await start(bench, entry(schedule));
      expect(await queued(engine)).toBe(runs);
      // And not once more.
      expect(await queued(await start(bench, entry(schedule)))).toBe(runs);
    }),
  );

  test("§6 @every counts from its last run over a restart; what is paused stays so, and its history too", () =>
    onBench(kind, async (bench) => {
      const first = await start(bench, entry("@every 30m"));
      await bench.clock.advance(31 * minute);
      await first.timed.runFeatures();
      expect(await queued(first)).toBe(1);
      await first.cron.setPaused("Report", true);
      const second = await start(bench, entry("@every 30m"));
      await bench.clock.advance(31 * minute);
      await second.timed.runFeatures();
      expect(await queued(second)).toBe(1);
      expect(second.cron.find("Report")).toMatchObject({ isPaused: true, next: [] });
      expect(await standings(second)).toEqual(["enqueued"]);
      // Under another name it is another entry.
      const third = await start(bench, entry("@every 30m", 'name = "Other"'));
      expect(third.cron.find("Report")).toBeUndefined();
      expect(await standings(third)).toEqual([]);
    }));

  test("§6 the last 20 runs with their final state", () =>
    onBench(kind, async (bench) => {
      const engine = await start(bench, entry("@every 30m"));
      const session = aSession("w1");
      const jids: string[] = [];
      for (let run = 0; run < 22; run += 1) {
        await engine.cron.runNow("Report");
        jids.push(String(parsed(await engine.fetch(["default"], session))["jid"]));
      }
      const [failing = "", acked = ""] = jids.slice(-2);
      await engine.fail(failing, "w1", {});
      await engine.ack(acked, "w1");
      await engine.cron.runNow("Report");
      const seen = await standings(engine);
      expect(seen.slice(0, 4)).toEqual(["enqueued", "success", "failed", "working"]);
      expect(seen).toHaveLength(20);
      await engine.mutate({ cmd: "discard", target: "queue:default", filter: {} });
      expect((await standings(engine))[0]).toBe("discarded");
    }));

  test("§6 the next runs of an entry by the wall clock", () =>
    onBench(kind, async (bench) => {
      const engine = await start(bench, entry("CRON_TZ=UTC 0 * * * *") + entry("@every 1h", 'name = "E"'));
      bench.clock.jump(30 * minute);
      await bench.clock.advance(1_000);
      await engine.timed.runFeatures();
      const times = (name: string) => engine.cron.find(name)?.next.map((at) => new Date(at / 1_000).toISOString().slice(11, 16));
      expect(times("Report")).toEqual(["13:00", "14:00", "15:00", "16:00", "17:00"]);
      expect(times("E")?.slice(0, 2)).toEqual(["13:30", "14:30"]);
      expect(engine.cron.list().map(({ name, next }) => [name, next.length])).toEqual([
        ["Report", 1],
        ["E", 1],
      ]);
    }));
});
