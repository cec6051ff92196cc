import { describe, expect, test } from "bun:test";
import type { Throttle } from "../../src/job/throttle.ts";
import { aJob, aSession, type Bench, onBench, watchFetch } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";

const at = (most: number, kind: "concurrency" | "worker" = "concurrency", seconds = 60): Throttle => ({
  kind,
  most,
  timeoutMs: seconds * 1_000,
});

describe.each(storeKinds)("FETCHes that wait for slots, on the %s store", (kind) => {
  const throttled = (throttle: Throttle, story: (bench: Bench) => Promise<void>) =>
    onBench(kind, async (bench) => {
      bench.engine.throttle.load(new Map([["q", throttle]]));
      await story(bench);
    });

  test("§6 worker = N: older FETCHes that wait for a slot of their worker keep no job from a younger one of another", () =>
    throttled(at(1, "worker"), async ({ engine, push, fetch, clock }) => {
      await push(aJob("held"));
      expect(await fetch(["q"], aSession("full"))).toBe("held");
      const waiting = ["full", "full", "free", "free"].map((wid) => watchFetch(engine, ["q"], aSession(wid)));
      await clock.settled();
      await push(aJob("next"));
      await clock.settled();
      expect(waiting.map(({ state }) => state)).toEqual(["waits", "waits", "next", "waits"]);
    }));

  test("§6 worker = N: a FETCH has the job of the first queue it named, though an older one of a full worker was woken for it", () =>
    throttled(at(1, "worker"), async ({ engine, push, fetch, clock }) => {
      await push(aJob("held"));
      expect(await fetch(["q"], aSession("full"))).toBe("held");
      const named = [
        ["full", "q"],
        ["free", "q", "other"],
        ["third", "other"],
      ] as const;
      const waiting = named.map(([wid, ...queues]) => watchFetch(engine, queues, aSession(wid)));
      await clock.settled();
      await Promise.all([push(aJob("first")), push(aJob("second", { queue: "other" }))]);
      await clock.settled();
      expect(waiting.map(({ state }) => state)).toEqual(["waits", "first", "second"]);
    }));

  test("§6 a slot that was taken before the time of an earlier one came lapses at its own, also where nobody has tried since", () =>
    throttled(at(1, "concurrency", 1), async ({ engine, push, fetch, clock }) => {
      await push(aJob("early"));
      expect(await fetch(["q"])).toBe("early");
      await engine.ack("early___", "");
      await clock.advance(900);
      const waiting = [watchFetch(engine, ["q"]), watchFetch(engine, ["q"])];
      await clock.settled();
      await push(aJob("runs"), aJob("next"));
      await clock.advance(100);
      await engine.timed.runFeatures();
      await clock.settled();
      expect(waiting.map(({ state }) => state)).toEqual(["runs", "waits"]);
      await clock.advance(900);
      await engine.timed.runFeatures();
      await clock.settled();
      expect(waiting.map(({ state }) => state)).toEqual(["runs", "next"]);
    }));

  test("§6 a throttle that is loaded with more slots wakes who waits for one", () =>
    throttled(at(1), async ({ engine, push, fetch, clock }) => {
      await push(aJob("job-0"), aJob("job-1"));
      expect(await fetch(["q"])).toBe("job-0");
      const waiting = watchFetch(engine, ["q"]);
      await clock.settled();
      engine.throttle.load(new Map([["q", at(2)]]));
      await engine.timed.runFeatures();
      await clock.settled();
      expect(waiting.state).toBe("job-1");
    }));
});
