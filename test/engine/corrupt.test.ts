import { describe, expect, test } from "bun:test";
import type { JobsPort } from "../../src/store/ports/jobs.ts";
import type { Store, Tx } from "../../src/store/store.ts";
import { aJob, onBench, watchFetch } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";

/** A store that finds the bytes of each job whose jid begins with "bad" changed. */
function withBadDisk(store: Store): Store {
  const jobsOf = (tx: Tx): JobsPort => ({
    add: (job) => tx.jobs.add(job),
    held: (jid, wid) => tx.jobs.held(jid, wid),
    move: (job, to) => tx.jobs.move(job, to),
    due: (place, until, limit) => tx.jobs.due(place, until, limit),
    lapsed: (limit) => tx.jobs.lapsed(limit),
    clear: () => tx.jobs.clear(),
    sweep: (limit) => tx.jobs.sweep(limit),
    nextId: () => tx.jobs.nextId(),
    reserve: async (queue, lease) => {
      const job = await tx.jobs.reserve(queue, lease);
      return job === undefined ? job : { ...job, isCorrupt: job.jid.startsWith("bad") };
    },
  });
  return {
    ...store,
    transact: (answersAfter, work, options) =>
      store.transact(answersAfter, (tx) => work({ ...tx, now: tx.now, jobs: jobsOf(tx) }), options),
  };
}

describe.each(storeKinds)("corrupt payloads on the %s store", (kind) => {
  test("§5 a payload whose bytes changed goes to dead, and FETCH goes on to the next job", () =>
    onBench(
      kind,
      async ({ engine, push, fetch, store }) => {
        await push(aJob("bad1"), aJob("bad2"), aJob("good"));
        expect(await fetch(["q"])).toBe("good");
        expect(await engine.numbers()).toMatchObject({ processed: 0, failures: 0, sizes: { queued: 0, working: 1, dead: 2 } });
        const dead = await store.transact("committed", (tx) => tx.jobs.due("dead", tx.now, 10));
        expect(dead.map((job) => job.jid)).toEqual(["bad1____", "bad2____"]);
      },
      { wrap: withBadDisk },
    ));

  test("§5 250 of them are put away over several turns, also by one FETCH that waits", () =>
    onBench(
      kind,
      async ({ engine, push, fetch, clock }) => {
        const bad = Array.from({ length: 250 }, (_, index) => aJob(`bad${index}`));
        await engine.pushMany(bad);
        await push(aJob("good"));
        expect(await fetch(["q"])).toBe("good");
        const waiting = watchFetch(engine, ["q"]);
        await clock.settled();
        await engine.pushMany([...bad, aJob("better")]);
        await clock.settled();
        expect(waiting.state).toBe("better");
        expect((await engine.numbers()).sizes).toMatchObject({ queued: 0, working: 2, dead: 500 });
      },
      { wrap: withBadDisk },
    ));
});
