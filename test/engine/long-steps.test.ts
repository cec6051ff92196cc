import { describe, expect, test } from "bun:test";
import { assemble, type Engine } from "../../src/assemble.ts";
import { limits } from "../../src/limits.ts";
import { silentLog } from "../../src/log.ts";
import type { Store } from "../../src/store/store.ts";
import { aJob } from "../support/engine.ts";
import { fixedRandom } from "../support/fixed-random.ts";
import { type ManualClock, manualClock } from "../support/manual-clock.ts";
import { openTestStore, storeKinds } from "../support/store.ts";

const jobs = 400;
const later = { at: "2030-01-01T00:00:00Z" };
const kill = { cmd: "kill", target: "scheduled", filter: {} } as const;

/** A clock that runs on by a millisecond each time it is read, as if every job took so long. */
function slowMachine(): ManualClock {
  const clock = manualClock();
  let readings = 0;
  return { ...clock, monotonic: () => clock.monotonic() + readings++ };
}

/** Counts the works of the store. */
function counting(store: Store): { readonly store: Store; works: number } {
  const counted = {
    works: 0,
    store: {
      ...store,
      inSlices: (kind: "timed" | "wide", step: Parameters<Store["inSlices"]>[1]) =>
        store.inSlices(kind, (tx) => {
          counted.works += 1;
          return step(tx);
        }),
    },
  };
  return counted;
}

describe.each(storeKinds)("jobs that take long, each of them, on the %s store", (kind) => {
  const onSlowBench = async (story: (engine: Engine, steps: () => number, clock: ManualClock) => Promise<void>) => {
    const clock = slowMachine();
    const inner = openTestStore(kind, clock);
    const counted = counting(inner);
    const engine = assemble({ store: counted.store, clock, random: fixedRandom(0), log: silentLog });
    await engine.pushMany(Array.from({ length: jobs }, (_, index) => aJob(`job-${index}`, later)));
    await story(engine, () => counted.works, clock);
    expect(inner.differencesFromRebuild()).toEqual([]);
    await inner.close();
  };

  test("§3 MUTATE of a short list does in its turn what the time allows, and the rest in slices", () =>
    onSlowBench(async (engine, steps) => {
      await engine.mutate(kill);
      expect((await engine.numbers()).sizes).toMatchObject({ scheduled: 0, dead: jobs });
      // What was done at once is at most what its time allows.
      expect(steps()).toBeGreaterThanOrEqual((jobs - limits.operationAtOnceMs) / limits.sliceMsMax);
    }));

  test("§3 MUTATE that goes on in slices leaves alone what came meanwhile", () =>
    onSlowBench(async (engine) => {
      const killing = engine.mutate(kill);
      for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
      await engine.push(aJob("too late", later));
      await killing;
      expect((await engine.numbers()).sizes).toMatchObject({ scheduled: 1, dead: jobs });
    }));

  test("§3 FLUSH and REMOVE are swept a few jobs at a time", () =>
    onSlowBench(async (engine, steps) => {
      await engine.pushMany(Array.from({ length: jobs }, (_, index) => aJob(`queued-${index}`)));
      await engine.queues.remove(["q"]);
      await engine.timed.sweep();
      expect(steps()).toBeGreaterThan(jobs / (limits.sliceMsMax + 1));
      const before = steps();
      await engine.flush();
      await engine.timed.sweep();
      expect(steps() - before).toBeGreaterThan(jobs / (limits.sliceMsMax + 1));
      expect(await engine.timed.sweep()).toBe(1);
    }));

  test("§4 what is due is moved a few jobs at a time, to the last", () =>
    onSlowBench(async (engine, steps, clock) => {
      await engine.pushMany(Array.from({ length: jobs }, (_, index) => aJob(`due-${index}`, { at: "2026-01-15T12:00:00.000001Z" })));
      clock.jump(1);
      expect(await engine.timed.promoteScheduled()).toBe(jobs);
      expect(steps()).toBeGreaterThan(jobs / (limits.sliceMsMax + 1));
    }));
});
