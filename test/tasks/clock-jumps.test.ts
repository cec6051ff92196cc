import { describe, expect, test } from "bun:test";
import { allTasks } from "../../src/tasks/index.ts";
import { startTicker } from "../../src/tasks/ticker.ts";
import { Client } from "../support/client.ts";
import { aJob, aSession, onBench, watchFetch } from "../support/engine.ts";
import { logInto, withServer } from "../support/server.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** A timed task comes at most that late. */
const late = 1_000;

/** The engine with all its timed work, as the server has it. */
const ticking = (story: Parameters<typeof onBench>[1], logged: string[] = []) =>
  onBench("plain", async (bench) => {
    const ticker = startTicker(allTasks(), { engine: bench.engine, clock: bench.clock, log: logInto(logged) });
    try {
      await story(bench);
    } finally {
      await ticker.stop();
    }
  });

describe.each([
  ["back an hour", -hour],
  ["forward a day", day],
])("the clock jumps %s", (_, jump) => {
  test("§4 a FETCH waits as long as before, and is woken as before", () =>
    ticking(async ({ engine, clock, push }) => {
      const [unlucky, lucky] = [watchFetch(engine, ["q"]), watchFetch(engine, ["p"])];
      await clock.advance(1_000);
      clock.jump(jump);
      await push(aJob("one", { queue: "p" }));
      await clock.advance(999);
      expect([unlucky.state, lucky.state]).toEqual(["waits", "one"]);
      await clock.advance(1);
      expect(unlucky.state).toBe("nothing");
      const next = watchFetch(engine, ["q"]);
      await clock.advance(1_999);
      expect(next.state).toBe("waits");
      await clock.advance(1);
      expect(next.state).toBe("nothing");
    }));

  test("§4 a lease from before ends in its time, and one from after too", () =>
    ticking(async ({ engine, clock, push, fetch }) => {
      await push(aJob("before", { reserve_for: 60 }), aJob("after", { reserve_for: 60 }));
      await fetch(["q"]);
      await clock.advance(30_000);
      clock.jump(jump);
      await fetch(["q"]);
      await clock.advance(29_999);
      expect((await engine.numbers()).sizes.working).toBe(2);
      await clock.advance(1 + late);
      expect((await engine.numbers()).sizes.working).toBe(1);
      await clock.advance(29_000 - 1);
      expect((await engine.numbers()).sizes.working).toBe(1);
      await clock.advance(1 + late);
      expect((await engine.numbers()).sizes.working).toBe(0);
    }));

  test("§4 a worker stays for a minute without BEAT, and no longer", () =>
    ticking(async ({ engine, clock }) => {
      const session = aSession("w1");
      engine.workers.join(session, { wid: "w1", hostname: "h", pid: 1, labels: [] });
      await clock.advance(30_000);
      clock.jump(jump);
      await clock.advance(29_000);
      expect(session.closings).toBe(0);
      await clock.advance(6_000);
      expect(session.closings).toBe(1);
    }));

  test("§4 the log has one warning, and the timed work goes on", async () => {
    const logged: string[] = [];
    await ticking(async ({ clock, engine, push }) => {
      await clock.advance(5_000);
      clock.jump(jump);
      await push(aJob("soon", { at: new Date(clock.wall() / 1_000 + 5_000).toISOString() }));
      await clock.advance(5_000 + late);
      expect((await engine.numbers()).sizes).toMatchObject({ scheduled: 0, queued: 1 });
    }, logged);
    expect(logged).toEqual([expect.stringMatching(/^warn the system's clock jumped (back by 3600|forward by 86400) s/)]);
  });

  test("§1 who says nothing is sent away after 2 s, who shook hands stays", () =>
    withServer(async ({ clock, port }) => {
      const known = await Client.greeted(port);
      const silent = await Client.open(port);
      await silent.reply();
      await clock.advance(1_000);
      clock.jump(jump);
      await clock.advance(900);
      expect(silent.isClosed).toBe(false);
      await clock.advance(300);
      expect(await silent.reply()).toBe("closed");
      expect(await known.ask("QUEUE LATENCY none")).toBe('$ {"none":0}');
    }));
});

describe("§4 what is due by the wall clock follows it", () => {
  const places: readonly (readonly [name: string, members: Readonly<Record<string, unknown>>])[] = [
    ["a scheduled job", { at: "2026-01-15T12:00:15Z" }],
    ["a retry", { retry: 3 }],
  ];

  test.each(places)("%s comes an hour later after a jump back, by the new time", (_, members) =>
    ticking(async (bench) => {
      const { engine, clock } = bench;
      await dueInAQuarterMinute(bench, members);
      clock.jump(-hour);
      await clock.advance(hour + 14_000);
      expect((await engine.numbers()).sizes).toMatchObject({ queued: 0 });
      await clock.advance(1_000 + late);
      expect((await engine.numbers()).sizes).toMatchObject({ queued: 1, scheduled: 0, retries: 0 });
    }),
  );

  test.each(places)("%s comes at once after a jump forward", (_, members) =>
    ticking(async (bench) => {
      const { engine, clock } = bench;
      await dueInAQuarterMinute(bench, members);
      clock.jump(day);
      await clock.advance(late);
      expect((await engine.numbers()).sizes).toMatchObject({ queued: 1, scheduled: 0, retries: 0 });
    }),
  );

  test("a dead job goes once 180 days have passed on it, in whatever steps", () =>
    ticking(async ({ engine, clock, push, fetch }) => {
      await push(aJob("dead", { retry: -1 }));
      await fetch(["q"]);
      await engine.fail("dead____", "", {});
      clock.jump(180 * day - hour);
      await clock.advance(120_000);
      expect((await engine.numbers()).sizes.dead).toBe(1);
      clock.jump(day);
      await clock.advance(120_000);
      expect((await engine.numbers()).sizes.dead).toBe(0);
    }));
});

/** A job that enters its queue 15 s after noon: pushed with its `at`, or failed for the first time. */
async function dueInAQuarterMinute(
  { engine, push, fetch }: Parameters<Parameters<typeof onBench>[1]>[0],
  members: Readonly<Record<string, unknown>>,
): Promise<void> {
  await push(aJob("due", members));
  if (members["at"] !== undefined) return;
  await fetch(["q"]);
  await engine.fail("due_____", "", {});
}
