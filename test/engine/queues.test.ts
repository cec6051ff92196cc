import { describe, expect, test } from "bun:test";
import { aJob, aSession, onBench, watchFetch } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";

describe.each(storeKinds)("QUEUE, FLUSH and PUSHB on the %s store", (kind) => {
  test("§3 QUEUE PAUSE and RESUME of names, of *, and of queues that don't exist", () =>
    onBench(kind, async ({ engine, push }) => {
      await push(aJob("one", { queue: "a" }), aJob("two", { queue: "b" }));
      const paused = async () => (await engine.numbers()).queues.filter((queue) => queue.isPaused).map((queue) => queue.name);
      await engine.queues.pause(["b", "nosuch", "b"]);
      expect(await paused()).toEqual(["b"]);
      await engine.queues.pause(["*"]);
      expect(await paused()).toEqual(["a", "b"]);
      await engine.queues.resume(["a"]);
      expect(await paused()).toEqual(["b"]);
      await engine.queues.resume(["*"]);
      expect(await paused()).toEqual([]);
      expect((await engine.numbers()).queues.map((queue) => queue.name)).toEqual(["a", "b"]);
    }));

  test("§3 QUEUE REMOVE drops the queue, its jobs and its pause", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await push(aJob("one"), aJob("two"), aJob("kept", { queue: "other" }));
      await engine.queues.pause(["q"]);
      await engine.queues.remove(["q", "nosuch"]);
      const { queues, sizes } = await engine.numbers();
      expect(queues).toEqual([{ name: "other", size: 1, isPaused: false, busy: 0, oldestSince: clock.wall() }]);
      expect(sizes.queued).toBe(1);
      await push(aJob("new"));
      expect(await fetch(["q"])).toBe("new");
      await engine.queues.remove(["*"]);
      expect(await engine.numbers()).toMatchObject({ queues: [], sizes: { queued: 0, working: 1 } });
      expect(await engine.timed.sweep()).toBeGreaterThan(0);
    }));

  test("§3 QUEUE REMOVE leaves a job that a worker holds, and it may come back", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await push(aJob("one"), aJob("two"));
      await fetch(["q"]);
      await engine.queues.remove(["q"]);
      await engine.timed.sweep();
      await engine.fail("one_____", "", {});
      await clock.advance(60_000);
      await engine.timed.promoteRetries();
      expect(await fetch(["q"])).toBe("one");
    }));

  test("§3 QUEUE LATENCY: the age of the oldest job, in the order of the names", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await push(aJob("one", { queue: "old" }));
      await clock.advance(1_500);
      await push(aJob("two", { queue: "old" }), aJob("three", { queue: "young" }), aJob("four", { queue: "empty" }));
      await fetch(["empty"]);
      await clock.advance(1_000);
      expect(await engine.queues.latency(["young", "nosuch", "old", "empty"])).toEqual([1, 0, 2.5, 0]);
      await fetch(["old"]);
      expect(await engine.queues.latency(["old"])).toEqual([1]);
      clock.jump(-3_600_000);
      expect(await engine.queues.latency(["old"])).toEqual([0]);
    }));

  test("§3 FLUSH: everything stored is gone, live workers stay", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      const session = aSession("worker-1");
      engine.workers.join(session, { wid: "worker-1", hostname: "host", pid: 1, labels: [] });
      await push(aJob("held"), aJob("dead", { retry: -1 }), aJob("done"), aJob("ready"), aJob("later", { at: "2027-01-01T00:00:00Z" }));
      for (let count = 0; count < 3; count += 1) await fetch(["q"]);
      await engine.fail("dead____", "", {});
      await engine.ack("done____", "");
      await engine.queues.pause(["q"]);
      await engine.flush();
      expect(await engine.numbers()).toMatchObject({
        queues: [],
        sizes: { scheduled: 0, queued: 0, working: 0, retries: 0, dead: 0 },
        processed: 0,
        failures: 0,
        workers: 1,
      });
      await engine.ack("held____", "");
      expect(await engine.fail("held____", "", {})).toMatchObject({ ok: false, message: "Job not found held____" });
      const waiting = watchFetch(engine, ["q"], session);
      await clock.settled();
      await push(aJob("new"));
      await clock.settled();
      expect(waiting.state).toBe("new");
      expect(await engine.timed.sweep()).toBeGreaterThan(0);
      expect((await engine.numbers()).sizes.working).toBe(1);
    }));

  test("§3 PUSHB of 1,300 jobs: all are stored in their order, and others run between its parts", () =>
    onBench(kind, async ({ engine, fetch, clock }) => {
      const jids = Array.from({ length: 1_300 }, (_, index) => `job${index}`);
      let isDone = false;
      const pushed = engine.pushMany(jids.map((jid) => aJob(jid))).finally(() => {
        isDone = true;
      });
      const between = engine.push(aJob("between", { queue: "other" })).then(() => isDone);
      expect(await pushed).toEqual({ ok: true, value: [] });
      expect(await between).toBe(false);
      await clock.settled();
      expect((await engine.numbers()).queues).toMatchObject([{ size: 1 }, { size: 1_300 }]);
      for (const jid of jids.slice(0, 600)) expect(await fetch(["q"])).toBe(jid);
    }));

  test("§3 PUSHB of nothing, and of big jobs", () =>
    onBench(kind, async ({ engine }) => {
      expect(await engine.pushMany([])).toEqual({ ok: true, value: [] });
      const big = "x".repeat(3_000_000);
      await engine.pushMany([aJob("one", { args: [big] }), aJob("two", { args: [big] }), aJob("three")]);
      expect((await engine.numbers()).sizes.queued).toBe(3);
    }));
});
