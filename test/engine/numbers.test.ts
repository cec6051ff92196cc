import { describe, expect, test } from "bun:test";
import { tallied } from "../../src/engine/tally.ts";
import { Trouble } from "../../src/result.ts";
import { aJob, aSession, onBench } from "../support/engine.ts";
import { manualClock, noon } from "../support/manual-clock.ts";
import { storeKinds } from "../support/store.ts";

describe.each(storeKinds)("the numbers of INFO on the %s store", (kind) => {
  test("§3 INFO: every number belongs to the same moment", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      engine.workers.join(aSession("w1"), { wid: "w1", hostname: "host", pid: 1, labels: [] });
      await push(aJob("dead", { retry: -1 }), aJob("retry"), aJob("held"), aJob("later", { at: "2026-01-15T12:00:09Z" }));
      for (const jid of ["dead____", "retry___"]) {
        await fetch(["q"]);
        await engine.fail(jid, "", {});
      }
      await fetch(["q"]);
      await clock.advance(1_000);
      await push(aJob("ready", { queue: "b" }), aJob("more", { queue: "b" }));
      await engine.timed.promoteScheduled();
      const idle = { enqueued: 0, cycles: 0, seconds: 0 };
      expect(await engine.numbers()).toEqual({
        now: noon + 1_000_000,
        queues: [
          { name: "b", size: 2, isPaused: false, busy: 0, oldestSince: noon + 1_000_000 },
          { name: "q", size: 0, isPaused: false, busy: 1 },
        ],
        sizes: { scheduled: 1, queued: 2, working: 1, retries: 1, dead: 1 },
        processed: 2,
        failures: 2,
        tasks: { Scheduled: { ...idle, cycles: 1 }, Retries: idle, Dead: idle },
        reapedReservations: 0,
        workers: 1,
        reapedWorkers: 0,
      });
      expect(engine.health()).toEqual({ isWritable: true, isAlmostFull: false });
    }));
});

describe("the tally of a timed task", () => {
  test("§3 INFO tasks: jobs moved, runs and seconds add up, also of a run that met trouble", async () => {
    const clock = manualClock();
    const outcomes = [3, 4, new Trouble("the disk is full")];
    const task = tallied(clock, async () => {
      await clock.advance(500);
      const outcome = outcomes.shift() ?? 0;
      if (typeof outcome === "number") return outcome;
      throw outcome;
    });
    expect([await task.run(), await task.run()]).toEqual([3, 4]);
    await expect(task.run()).rejects.toThrow("the disk is full");
    expect(task.tally()).toEqual({ enqueued: 7, cycles: 3, seconds: 1.5 });
  });
});
