import { describe, expect, test } from "bun:test";
import { Trouble } from "../../src/result.ts";
import type { Store } from "../../src/store/store.ts";
import { aJob, aSession, onBench, watchFetch } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";

type Transact = Store["transact"];

/** A store on which the tries of FETCHes begin only when the test says so: those of woken ones always, first ones from `holdFirst` on. */
function holdingTries() {
  const held: { isAhead: boolean; go: () => void }[] = [];
  let holdsFirst = false;
  const wrap = (store: Store): Store => {
    const transact: Transact = async (answersAfter, work, options) => {
      const isAhead = options?.isAhead;
      if (isAhead === true || (isAhead === false && holdsFirst)) await new Promise<void>((go) => held.push({ isAhead, go }));
      return store.transact(answersAfter, work, options);
    };
    return { ...store, transact };
  };
  const release = (which = [true, false]) => {
    const released = held.filter((one) => which.includes(one.isAhead));
    for (const one of released) {
      held.splice(held.indexOf(one), 1);
      one.go();
    }
    return released.length;
  };
  const holdFirst = () => {
    holdsFirst = true;
  };
  return { wrap, release, holdFirst };
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

  test.each([
    ["in the turn that woke it", true],
    ["while it tried", false],
  ])("§3 FETCH: the job it was woken for is gone, but another of its queues got one %s", async (_, atOnce) => {
    const { wrap, release } = holdingTries();
    await onBench(
      kind,
      async ({ engine, push, clock }) => {
        const waiting = watchFetch(engine, ["a", "b"]);
        await clock.settled();
        const pushed = push(aJob("a", { queue: "a" }));
        if (!atOnce) await pushed;
        await Promise.all([pushed, push(aJob("b", { queue: "b" }))]);
        await engine.queues.remove(["a"]);
        await clock.settled();
        while (release() > 0) await clock.settled();
        expect(waiting.state).toBe("b");
      },
      { wrap },
    );
  });

  test("§3 FETCH: all it was woken for is gone: it waits on", async () => {
    const { wrap, release } = holdingTries();
    await onBench(
      kind,
      async ({ engine, push, clock }) => {
        const waiting = watchFetch(engine, ["a", "b"]);
        await clock.settled();
        await Promise.all([push(aJob("a", { queue: "a" })), push(aJob("b", { queue: "b" }))]);
        await engine.queues.remove(["*"]);
        let tries = 0;
        for (let released = -1; released !== 0 && tries < 10; tries += released) {
          await clock.settled();
          released = release();
        }
        expect([waiting.state, tries]).toEqual(["waits", 1]);
        await push(aJob("c", { queue: "b" }));
        await clock.settled();
        release();
        await clock.settled();
        expect(waiting.state).toBe("c");
      },
      { wrap },
    );
  });

  test("§3 FETCH: those it left a job to closed before they took it: it tries itself", async () => {
    const { wrap, release, holdFirst } = holdingTries();
    await onBench(
      kind,
      async ({ engine, push, clock }) => {
        const [one, two] = [aSession(), aSession()];
        watchFetch(engine, ["q"], one);
        watchFetch(engine, ["q"], two);
        await clock.settled();
        await push(aJob("one"));
        holdFirst();
        const young = watchFetch(engine, ["q"]);
        await clock.settled();
        one.close();
        two.close();
        release([true]);
        await clock.settled();
        while (release() > 0) await clock.settled();
        expect(young.state).toBe("one");
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

// Where works are interleaved the younger one's single step may come between its two.
test("§3 FETCH: a queue it was woken for is full: what its next one has is its own before a younger one's", async () => {
  const { wrap, release } = holdingTries();
  await onBench(
    "plain",
    async ({ engine, push, clock }) => {
      engine.throttle.load(new Map([["q", { kind: "concurrency", most: 1, timeoutMs: 60_000 }]]));
      const waiting = [];
      for (const queues of [["q"], ["q", "other"], ["other"]]) {
        waiting.push(watchFetch(engine, queues));
        await clock.settled();
      }
      await push(aJob("one"));
      await clock.settled();
      // The slot is still free, since the first has not tried yet.
      await Promise.all([push(aJob("two")), push(aJob("next", { queue: "other" }))]);
      while (release() > 0) await clock.settled();
      expect(waiting.map(({ state }) => state)).toEqual(["one", "next", "waits"]);
    },
    { wrap },
  );
});
