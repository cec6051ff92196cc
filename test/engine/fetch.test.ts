import { describe, expect, test } from "bun:test";
import { aJob, aSession, onBench, parsed, watchFetch } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";

describe.each(storeKinds)("FETCH on the %s store", (kind) => {
  test("§3 FETCH: FIFO within a queue", () =>
    onBench(kind, async ({ push, fetch }) => {
      await push(aJob("one"), aJob("two"), aJob("three"));
      expect([await fetch(["q"]), await fetch(["q"]), await fetch(["q"])]).toEqual(["one", "two", "three"]);
    }));

  test("§3 FETCH: queues in the order given, strictly", () =>
    onBench(kind, async ({ push, fetch }) => {
      await push(aJob("low1", { queue: "low" }), aJob("high1", { queue: "high" }), aJob("low2", { queue: "low" }));
      await push(aJob("high2", { queue: "high" }));
      const order = [];
      for (let turn = 0; turn < 4; turn += 1) order.push(await fetch(["high", "low"]));
      expect(order).toEqual(["high1", "high2", "low1", "low2"]);
    }));

  test("§2 the job comes with its bytes, enqueued_at, and no failure", () =>
    onBench(kind, async ({ engine, push }) => {
      await push(aJob("one", { args: [1, { a: null }], custom: { deep: [true] } }));
      const job = parsed(await engine.fetch(["q"], aSession()));
      expect(job).toMatchObject({ jid: "one_____", args: [1, { a: null }], custom: { deep: [true] }, queue: "q", retry: 25 });
      expect(job["enqueued_at"]).toBe("2026-01-15T12:00:00.000000Z");
      expect(job).not.toHaveProperty("failure");
    }));

  test("§2 the same jid pushed twice runs twice, each with its own reservation", () =>
    onBench(kind, async ({ engine, push, fetch }) => {
      await push(aJob("twin"), aJob("twin"));
      expect([await fetch(["q"]), await fetch(["q"])]).toEqual(["twin", "twin"]);
      expect((await engine.numbers()).sizes.working).toBe(2);
    }));

  test("§3 FETCH: many at once get each another job, the oldest first", () =>
    onBench(kind, async ({ engine, push, clock }) => {
      for (let job = 0; job < 50; job += 1) await push(aJob(`job${job}`));
      const fetches = Array.from({ length: 60 }, () => watchFetch(engine, ["q"]));
      await clock.settled();
      expect(fetches.map((fetch) => fetch.state)).toEqual(Array.from({ length: 60 }, (_, index) => (index < 50 ? `job${index}` : "waits")));
    }));

  test("§3 FETCH: a queue named twice is one queue", () =>
    onBench(kind, async ({ engine, push, clock }) => {
      const waiting = watchFetch(engine, ["q", "q", "q"]);
      await clock.settled();
      await push(aJob("one"), aJob("two"));
      await clock.settled();
      expect(waiting.state).toBe("one");
      expect((await engine.numbers()).sizes).toMatchObject({ working: 1, queued: 1 });
    }));

  test("§3 FETCH: 10,000 queues are looked at in their order, also while it waits", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      const queues = Array.from({ length: 10_000 }, (_, index) => `queue${index}`);
      await push(aJob("last", { queue: "queue9999" }), aJob("middle", { queue: "queue5000" }));
      expect([await fetch(queues), await fetch(queues)]).toEqual(["middle", "last"]);
      const waiting = watchFetch(engine, queues);
      await clock.advance(100);
      expect(waiting.state).toBe("waits");
      await push(aJob("late", { queue: "queue7777" }));
      await clock.settled();
      expect(waiting.state).toBe("late");
    }));

  test("§2 a job with its at still to come is scheduled, one with its at in the past is ready at once", () =>
    onBench(kind, async ({ engine, push, fetch }) => {
      await push(aJob("later", { at: "2026-01-15T12:00:00.000001Z" }), aJob("past", { at: "2026-01-15T12:00:00Z" }));
      expect((await engine.numbers()).sizes).toMatchObject({ scheduled: 1, queued: 1 });
      expect(await fetch(["q"])).toBe("past");
    }));
});
