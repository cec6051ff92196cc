import { describe, expect, test } from "bun:test";
import { Trouble } from "../../src/result.ts";
import type { Store } from "../../src/store/store.ts";
import { aJob, onBench, watchFetch } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";

type Transact = Store["transact"];

/** A store on which tries of woken FETCHes begin only when the test says so. */
function holdingTries() {
  let held: (() => void)[] = [];
  const wrap = (store: Store): Store => {
    const transact: Transact = async (answersAfter, work, options) => {
      if (options?.isAhead === true) await new Promise<void>((resolve) => held.push(resolve));
      return store.transact(answersAfter, work, options);
    };
    return { ...store, transact };
  };
  const release = () => {
    const released = held;
    held = [];
    for (const go of released) go();
    return released.length;
  };
  return { wrap, release };
}

describe.each(storeKinds)("a FETCH that tries again, on the %s store", (kind) => {
  test("§3 FETCH: its time runs out during a try that finds a job: it has the job", async () => {
    const { wrap, release } = holdingTries();
    await onBench(
      kind,
      async ({ engine, push, clock }) => {
        const waiting = watchFetch(engine, ["q"]);
        await clock.settled();
        await push(aJob("one"));
        await clock.advance(2_500);
        expect(waiting.state).toBe("waits");
        expect(release()).toBe(1);
        await clock.settled();
        expect(waiting.state).toBe("one");
      },
      { wrap },
    );
  });

  test("§3 FETCH: its time runs out during a try that finds nothing: it is answered then", async () => {
    const { wrap, release } = holdingTries();
    await onBench(
      kind,
      async ({ engine, push, clock }) => {
        const waiting = watchFetch(engine, ["q"]);
        await clock.settled();
        await push(aJob("one"));
        await clock.settled();
        await engine.queues.remove(["q"]);
        await clock.advance(2_500);
        release();
        await clock.settled();
        expect(waiting.state).toBe("nothing");
      },
      { wrap },
    );
  });

  test("§3 FETCH: one that finds nothing keeps its place and its deadline", async () => {
    const { wrap, release } = holdingTries();
    await onBench(
      kind,
      async ({ engine, push, clock }) => {
        const waiting = [watchFetch(engine, ["q"]), watchFetch(engine, ["q"])];
        await clock.settled();
        await push(aJob("lost"));
        await engine.queues.remove(["q"]);
        await clock.settled();
        expect(release()).toBe(1);
        await clock.advance(1_000);
        await push(aJob("one"));
        await clock.settled();
        release();
        await clock.settled();
        expect(waiting.map((fetch) => fetch.state)).toEqual(["one", "waits"]);
        await clock.advance(1_000);
        expect(waiting.map((fetch) => fetch.state)).toEqual(["one", "nothing"]);
      },
      { wrap },
    );
  });

  test("§3 FETCH: woken again during its try, it leaves the second job to the next", async () => {
    const { wrap, release } = holdingTries();
    await onBench(
      kind,
      async ({ engine, push, clock }) => {
        const old = watchFetch(engine, ["a", "b"]);
        await clock.settled();
        await push(aJob("a", { queue: "a" }));
        await clock.settled();
        const young = watchFetch(engine, ["b"]);
        await push(aJob("b", { queue: "b" }));
        await clock.settled();
        while (release() > 0) await clock.settled();
        expect([old.state, young.state]).toEqual(["a", "b"]);
      },
      { wrap },
    );
  });

  test("§3 FETCH: what is ready where it only stands in line is for one that comes", async () => {
    const { wrap, release } = holdingTries();
    await onBench(
      kind,
      async ({ engine, push, fetch, clock }) => {
        const old = watchFetch(engine, ["a", "b"]);
        await clock.settled();
        await push(aJob("a", { queue: "a" }));
        await push(aJob("b", { queue: "b" }));
        expect(await fetch(["b"])).toBe("b");
        release();
        await clock.settled();
        expect(old.state).toBe("a");
      },
      { wrap },
    );
  });

  test("§5 trouble with the storage is its answer, and the wake goes to the next", async () => {
    let troubles = 1;
    const wrap = (store: Store): Store => {
      const transact: Transact = (answersAfter, work, options) => {
        if (options?.isAhead !== true || troubles === 0) return store.transact(answersAfter, work, options);
        troubles -= 1;
        return Promise.reject(new Trouble("the disk is full"));
      };
      return { ...store, transact };
    };
    await onBench(
      kind,
      async ({ engine, push, clock }) => {
        const waiting = [watchFetch(engine, ["q"]), watchFetch(engine, ["q"])];
        await clock.settled();
        await push(aJob("one"));
        await clock.settled();
        expect(waiting.map((fetch) => fetch.state)).toEqual(["fails: Trouble: the disk is full", "one"]);
      },
      { wrap },
    );
  });
});
