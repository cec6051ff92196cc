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
});
