import { describe, expect, test } from "bun:test";
import { aJob, aSession, onBench, watchFetch } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";

const states = (fetches: readonly { state: string }[]) => fetches.map((fetch) => fetch.state);

describe.each(storeKinds)("a FETCH that waits, on the %s store", (kind) => {
  test("§3 FETCH: a push wakes it at once", () =>
    onBench(kind, async ({ engine, push, clock }) => {
      const waiting = watchFetch(engine, ["q"]);
      await clock.advance(1_500);
      await push(aJob("one"));
      await clock.settled();
      expect(waiting.state).toBe("one");
      expect((await engine.numbers()).now).toBe(clock.wall());
    }));

  test("§3 FETCH: none ready, it waits exactly 2 s", () =>
    onBench(kind, async ({ engine, clock }) => {
      const early = watchFetch(engine, ["q"]);
      await clock.advance(700);
      const late = watchFetch(engine, ["q", "other"]);
      await clock.advance(1_299);
      expect(states([early, late])).toEqual(["waits", "waits"]);
      await clock.advance(1);
      expect(states([early, late])).toEqual(["nothing", "waits"]);
      await clock.advance(699);
      expect(late.state).toBe("waits");
      await clock.advance(1);
      expect(late.state).toBe("nothing");
    }));

  test("§3 FETCH: waiters are served in the order they came", () =>
    onBench(kind, async ({ engine, push, clock }) => {
      const waiting = [];
      for (let count = 0; count < 4; count += 1) {
        waiting.push(watchFetch(engine, ["q"]));
        await clock.advance(10);
      }
      await push(aJob("one"));
      await clock.settled();
      expect(states(waiting)).toEqual(["one", "waits", "waits", "waits"]);
      await engine.pushMany([aJob("two"), aJob("three")]);
      await clock.settled();
      expect(states(waiting)).toEqual(["one", "two", "three", "waits"]);
    }));

  test("§3 FETCH: one that comes with the push does not jump over those that wait", () =>
    onBench(kind, async ({ engine, clock }) => {
      const old = watchFetch(engine, ["q"]);
      await clock.settled();
      const pushed = engine.push(aJob("one"));
      const young = watchFetch(engine, ["q"]);
      await pushed;
      await clock.settled();
      expect(states([old, young])).toEqual(["one", "waits"]);
    }));

  test("§3 FETCH: a push in the turn of its try is not missed", () =>
    onBench(kind, async ({ engine, clock }) => {
      const waiting = watchFetch(engine, ["q"]);
      await engine.push(aJob("one"));
      await clock.settled();
      expect(waiting.state).toBe("one");
    }));

  test("§3 FETCH: a hundred wait, sixty jobs come at once: the sixty oldest get them", () =>
    onBench(kind, async ({ engine, clock }) => {
      const waiting = Array.from({ length: 100 }, () => watchFetch(engine, ["q"]));
      await clock.settled();
      const jobs = Array.from({ length: 60 }, (_, index) => `job${index}`);
      await engine.pushMany(jobs.map((jid) => aJob(jid)));
      await clock.settled();
      expect(states(waiting)).toEqual([...jobs, ...Array.from({ length: 40 }, () => "waits")]);
    }));

  test("§3 FETCH: it waits on all its queues", () =>
    onBench(kind, async ({ engine, push, clock }) => {
      const waiting = watchFetch(engine, ["high", "low"]);
      await clock.settled();
      await push(aJob("one", { queue: "low" }));
      await clock.settled();
      expect(waiting.state).toBe("one");
    }));

  test("§3 FETCH: woken for two of its queues at once, it takes from the first", () =>
    onBench(kind, async ({ engine, clock }) => {
      const waiting = watchFetch(engine, ["high", "low"]);
      await clock.settled();
      await Promise.all([engine.push(aJob("low", { queue: "low" })), engine.push(aJob("high", { queue: "high" }))]);
      await clock.settled();
      expect(waiting.state).toBe("high");
    }));

  test("§3 FETCH: a wake it does not need goes to the next", () =>
    onBench(kind, async ({ engine, clock }) => {
      const both = watchFetch(engine, ["high", "low"]);
      await clock.settled();
      const low = watchFetch(engine, ["low"]);
      await clock.settled();
      await Promise.all([engine.push(aJob("low", { queue: "low" })), engine.push(aJob("high", { queue: "high" }))]);
      await clock.settled();
      expect(states([both, low])).toEqual(["high", "low"]);
    }));

  test("§3 FETCH: jobs of several queues at once: the oldest first, each from the first of its queues that has one left", () =>
    onBench(kind, async ({ engine, clock }) => {
      const waiting = [];
      for (const queues of [["b"], ["a", "b"], ["a", "c"], ["c", "a"], ["b", "a"], ["c", "b", "a"]]) {
        waiting.push(watchFetch(engine, queues));
        await clock.settled();
      }
      const jobs = ["a1", "b1", "c1", "a2", "b2"].map((jid) => aJob(jid, { queue: jid.slice(0, 1) }));
      await Promise.all(jobs.map((job) => engine.push(job)));
      await clock.settled();
      expect(states(waiting)).toEqual(["b1", "a1", "a2", "c1", "b2", "waits"]);
    }));

  test("§3 FETCH: of two that come together the first is served first, also if it had a queue to try and the other had none", () =>
    onBench(kind, async ({ engine, push, clock }) => {
      const old = watchFetch(engine, ["q"]);
      await clock.settled();
      const young = [watchFetch(engine, ["other", "q"]), watchFetch(engine, ["q"])];
      await clock.settled();
      await push(aJob("one"), aJob("two"));
      await clock.settled();
      expect(states([old, ...young])).toEqual(["one", "two", "waits"]);
    }));

  test("§3 FETCH: a connection that closed while waiting takes no job", () =>
    onBench(kind, async ({ engine, push, clock }) => {
      const [one, two] = [aSession(), aSession()];
      const waiting = [watchFetch(engine, ["q"], one), watchFetch(engine, ["q"], two), watchFetch(engine, ["q"])];
      await clock.settled();
      one.close();
      engine.leave(one);
      await push(aJob("one"));
      // By now the second is woken, but has not tried yet.
      two.close();
      engine.leave(two);
      await clock.settled();
      expect(states(waiting)).toEqual(["nothing", "nothing", "one"]);
    }));

  test("§3 FETCH: a connection that closes before its first try takes no job", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await push(aJob("one"));
      const session = aSession();
      const closed = watchFetch(engine, ["q"], session);
      session.close();
      await clock.settled();
      expect(closed.state).toBe("nothing");
      expect(await fetch(["q"])).toBe("one");
    }));

  test("§3 FETCH: paused queues are passed over; resume wakes", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await push(aJob("one"), aJob("two"), aJob("other", { queue: "other" }));
      await engine.queues.pause(["q"]);
      expect(await fetch(["q", "other"])).toBe("other");
      const waiting = [watchFetch(engine, ["q"]), watchFetch(engine, ["q", "other"])];
      await push(aJob("three"));
      await clock.settled();
      expect(states(waiting)).toEqual(["waits", "waits"]);
      await engine.queues.resume(["q"]);
      await clock.settled();
      expect(states(waiting)).toEqual(["one", "two"]);
      expect(await fetch(["q"])).toBe("three");
    }));

  test("§1 while stopping, waiting FETCHes are answered with nothing, and later ones at once", () =>
    onBench(kind, async ({ engine, push, clock }) => {
      const waiting = watchFetch(engine, ["q"]);
      await clock.settled();
      await push(aJob("one"));
      const woken = watchFetch(engine, ["empty"]);
      engine.stopWaiting();
      const late = watchFetch(engine, ["q"]);
      await clock.settled();
      expect(states([waiting, woken, late])).toEqual(["nothing", "nothing", "nothing"]);
      expect((await engine.numbers()).sizes).toMatchObject({ queued: 1, working: 0 });
    }));
});
