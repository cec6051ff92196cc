import { describe, expect, test } from "bun:test";
import { Trouble } from "../../src/result.ts";
import { allTasks } from "../../src/tasks/index.ts";
import { clockJump } from "../../src/tasks/clock-jump.ts";
import type { Task } from "../../src/tasks/task.ts";
import { startTicker } from "../../src/tasks/ticker.ts";
import { aJob, aSession, onBench } from "../support/engine.ts";
import { logInto } from "../support/server.ts";

/** Runs `story` with these tasks ticking on a bench of their own. */
const ticking = (tasks: readonly Task[], story: Parameters<typeof onBench>[1], logged: string[] = []) =>
  onBench("plain", async (bench) => {
    const ticker = startTicker(tasks, { engine: bench.engine, clock: bench.clock, log: logInto(logged) });
    try {
      await story(bench);
    } finally {
      await ticker.stop();
    }
  });

describe("§4 a timed task", () => {
  test("runs at once and then at its pace", async () => {
    let runs = 0;
    const task: Task = { name: "count", everyMs: 250, run: () => (runs += 1) };
    await ticking([task], async ({ clock }) => {
      expect(runs).toBe(1);
      await clock.advance(1_000);
      expect(runs).toBe(5);
    });
  });

  test("never runs twice at a time", async () => {
    const runs: (() => void)[] = [];
    const task: Task = { name: "slow", everyMs: 250, run: () => new Promise((resolve) => runs.push(() => resolve(0))) };
    await ticking([task], async ({ clock }) => {
      await clock.advance(5_000);
      expect(runs).toHaveLength(1);
      runs[0]?.();
      await clock.advance(250);
      expect(runs).toHaveLength(2);
      runs[1]?.();
    });
  });

  test("that fails is logged once a change, and goes on", async () => {
    const logged: string[] = [];
    let error: Error | undefined = new Trouble("disk full");
    let runs = 0;
    const run = () => {
      runs += 1;
      if (error !== undefined) throw error;
      return 0;
    };
    await ticking(
      [{ name: "scheduled", everyMs: 250, run }],
      async ({ clock }) => {
        await clock.advance(2_000);
        error = new Trouble("disk gone");
        await clock.advance(2_000);
        error = undefined;
        await clock.advance(2_000);
      },
      logged,
    );
    expect(runs).toBe(25);
    expect(logged).toEqual([
      "error timed task scheduled fails: disk full",
      "error timed task scheduled fails: disk gone",
      "info timed task scheduled goes on",
    ]);
  });

  test("of a stopped ticker starts no more; stopping waits for the one that runs", () =>
    onBench("plain", async ({ engine, clock }) => {
      let finish = () => {};
      let runs = 0;
      const run = () => {
        runs += 1;
        return new Promise<number>((resolve) => {
          finish = () => resolve(0);
        });
      };
      const ticker = startTicker([{ name: "slow", everyMs: 250, run }], { engine, clock, log: logInto([]) });
      let isStopped = false;
      const stopping = ticker.stop().then(() => (isStopped = true));
      await clock.advance(1_000);
      expect(isStopped).toBe(false);
      finish();
      await stopping;
      await clock.advance(1_000);
      expect(runs).toBe(1);
    }));
});

describe("§4 the server's tasks", () => {
  test("have names of their own", () => {
    const names = allTasks().map((task) => task.name);
    expect(new Set(names).size).toBe(names.length);
  });

  test("a scheduled job enters its queue within 1 s of its time, never before", () =>
    ticking(allTasks(), async ({ engine, clock, push }) => {
      const at = new Date(clock.wall() / 1_000 + 10_000).toISOString();
      await push(aJob("later", { at }));
      await clock.advance(9_999);
      expect((await engine.numbers()).sizes).toMatchObject({ scheduled: 1, queued: 0 });
      await clock.advance(1_001);
      expect((await engine.numbers()).sizes).toMatchObject({ scheduled: 0, queued: 1 });
    }));

  test("an expired reservation fails within 1 s of its end, never before", () =>
    ticking(allTasks(), async ({ engine, clock, push, fetch }) => {
      await push(aJob("slow", { reserve_for: 60 }));
      expect(await fetch(["q"])).toBe("slow");
      await clock.advance(59_900);
      expect((await engine.numbers()).sizes.working).toBe(1);
      await clock.advance(1_100);
      const { sizes, failures, reapedReservations } = await engine.numbers();
      expect({ working: sizes.working, retries: sizes.retries, failures, reapedReservations }).toEqual({
        working: 0,
        retries: 1,
        failures: 1,
        reapedReservations: 1,
      });
    }));

  test("a worker that is silent for 60 s is gone within 5 s more", () =>
    ticking(allTasks(), async ({ engine, clock }) => {
      const session = aSession("w1");
      engine.workers.join(session, { wid: "w1", hostname: "h", pid: 1, labels: [] });
      await clock.advance(59_000);
      expect(session.closings).toBe(0);
      await clock.advance(6_000);
      expect(session.closings).toBe(1);
      expect((await engine.numbers()).reapedWorkers).toBe(1);
    }));

  test("a dead job goes after 180 days, not before", () =>
    ticking(allTasks(), async ({ engine, clock, push, fetch }) => {
      await push(aJob("dead", { retry: -1 }));
      await fetch(["q"]);
      await engine.fail("dead____", "", { errtype: "", message: "", backtrace: [] });
      const almost = 180 * 86_400_000 - 120_000;
      clock.jump(almost);
      await clock.advance(61_000);
      expect((await engine.numbers()).sizes.dead).toBe(1);
      await clock.advance(120_000);
      expect((await engine.numbers()).sizes.dead).toBe(0);
    }));
});

describe("§4 a jump of the wall clock", () => {
  test("of more than 10 s is a warning, each way, once", async () => {
    const logged: string[] = [];
    await ticking(
      [clockJump()],
      async ({ clock }) => {
        await clock.advance(5_000);
        clock.jump(10_000);
        await clock.advance(5_000);
        clock.jump(10_001);
        await clock.advance(5_000);
        clock.jump(-3_600_000);
        await clock.advance(5_000);
      },
      logged,
    );
    expect(logged).toEqual([
      expect.stringContaining("warn the system's clock jumped forward by 10 s"),
      expect.stringContaining("warn the system's clock jumped back by 3600 s"),
    ]);
  });
});
