import { describe, expect, test } from "bun:test";
import type { Engine } from "../../src/assemble.ts";
import { aJob, aSession, onBench, watchFetch } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";

function joined(engine: Engine, wid: string) {
  const session = aSession(wid);
  engine.workers.join(session, { wid, hostname: "host", pid: 42, labels: ["ts"] });
  return session;
}

const running = { ok: true, value: "running" } as const;
const unknown = (wid: string) => ({ ok: false, code: "ERR", message: `Unknown worker ${wid}` }) as const;

describe("workers", () => {
  test("§3 a worker is known by its wid until its last connection closes", () =>
    onBench("plain", async ({ engine }) => {
      const [one, two] = [joined(engine, "w1"), joined(engine, "w1")];
      joined(engine, "w2");
      expect((await engine.numbers()).workers).toBe(2);
      engine.leave(one);
      engine.leave(one);
      expect(engine.workers.beat("w1", undefined, undefined)).toEqual(running);
      engine.leave(two);
      expect(engine.workers.beat("w1", undefined, undefined)).toEqual(unknown("w1"));
      expect((await engine.numbers()).workers).toBe(1);
    }));

  test("§1 a producer is no worker", () =>
    onBench("plain", async ({ engine }) => {
      joined(engine, "");
      expect((await engine.numbers()).workers).toBe(0);
    }));

  test("§3 BEAT: an unknown wid is refused on one line", () =>
    onBench("plain", async ({ engine }) => {
      expect(engine.workers.beat("a\nb", undefined, undefined)).toEqual(unknown("a?b"));
    }));

  test("§3 BEAT: a worker without one for 60 s is gone, its connections are closed", () =>
    onBench("plain", async ({ engine, clock }) => {
      const [one, two, alive] = [joined(engine, "w1"), joined(engine, "w1"), joined(engine, "w2")];
      await clock.advance(30_000);
      clock.jump(86_400_000);
      engine.workers.beat("w2", undefined, 1_000);
      await clock.advance(29_999);
      expect(engine.timed.reapWorkers()).toBe(0);
      await clock.advance(1);
      expect(engine.timed.reapWorkers()).toBe(1);
      expect([one.closings, two.closings, alive.closings]).toEqual([1, 1, 0]);
      expect(engine.workers.beat("w1", undefined, undefined)).toEqual(unknown("w1"));
      expect(await engine.numbers()).toMatchObject({ workers: 1, reapedWorkers: 1 });
    }));

  test("§3 a worker that comes back is not hurt by the connections it had", () =>
    onBench("plain", async ({ engine, clock }) => {
      const old = joined(engine, "w1");
      await clock.advance(60_000);
      engine.timed.reapWorkers();
      joined(engine, "w1");
      engine.leave(old);
      expect(engine.workers.beat("w1", undefined, undefined)).toEqual(running);
    }));

  test.each([
    [["quiet"], "quiet"],
    [["terminate"], "terminate"],
    [["quiet", "terminate", "quiet"], "terminate"],
    [["running", "", "nonsense"], "running"],
    [["quiet", "running"], "quiet"],
  ])("§3 BEAT: the states %p lead to %p", (states, end) =>
    onBench("plain", async ({ engine }) => {
      joined(engine, "w1");
      for (const state of states) engine.workers.beat("w1", state, undefined);
      expect(engine.workers.beat("w1", undefined, undefined)).toMatchObject({ value: end });
    }),
  );

  test("§3 a signal moves one worker, or all, forward", () =>
    onBench("plain", async ({ engine }) => {
      joined(engine, "w1");
      joined(engine, "w2");
      expect(engine.workers.signal("nosuch", "quiet")).toBe(false);
      expect(engine.workers.signal("w1", "terminate")).toBe(true);
      expect(engine.workers.signal("all", "quiet")).toBe(true);
      expect(engine.workers.beat("w1", undefined, undefined)).toMatchObject({ value: "terminate" });
      expect(engine.workers.beat("w2", undefined, undefined)).toMatchObject({ value: "quiet" });
    }));
});

describe.each(storeKinds)("quiet workers on the %s store", (kind) => {
  test("§3 FETCH: a quiet worker gets nothing, on any of its connections, after the wait", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      joined(engine, "w1");
      const other = joined(engine, "w1");
      await push(aJob("one"));
      engine.workers.beat("w1", "quiet", undefined);
      const waiting = watchFetch(engine, ["q"], other);
      await clock.advance(1_999);
      expect(waiting.state).toBe("waits");
      // It stands in nobody's way.
      expect(await fetch(["q"])).toBe("one");
      await clock.advance(1);
      expect(waiting.state).toBe("nothing");
    }));

  test("§3 FETCH: a worker that becomes quiet while it waits takes no job, and holds up nobody", () =>
    onBench(kind, async ({ engine, push, clock }) => {
      const waiting = [
        watchFetch(engine, ["q"], joined(engine, "w1")),
        watchFetch(engine, ["q"], joined(engine, "w2")),
        watchFetch(engine, ["q"]),
      ];
      await clock.settled();
      engine.workers.signal("w1", "quiet");
      await push(aJob("one"));
      // By now the second is woken, but has not tried yet.
      engine.workers.signal("w2", "terminate");
      await clock.settled();
      expect(waiting.map((fetch) => fetch.state)).toEqual(["waits", "waits", "one"]);
      await clock.advance(2_000);
      expect(waiting.map((fetch) => fetch.state)).toEqual(["nothing", "nothing", "one"]);
    }));
});
