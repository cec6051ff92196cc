import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readCron } from "../../src/config/cron.ts";
import { limits } from "../../src/limits.ts";
import { aJob, aSession } from "../support/engine.ts";
import { onFaultyBench, type FaultyBench } from "./faulty-bench.ts";
import { faultyStatements, type Aftermath, type FaultyStatements } from "../support/faulty-statements.ts";

/** A verb, with what has to be there before it. */
interface Story {
  prepare(bench: FaultyBench): Promise<void>;
  run(bench: FaultyBench): Promise<unknown>;
  /** It also takes what was pushed in front of it. */
  takesAll?: true;
  /** It may be refused though it is done: the answer waits for one transaction more. */
  isTimed?: true;
  /** Where its jobs are afterwards, as the first run, without a fault, has it. */
  expected?: string[];
}

const worker = aSession("worker");

async function reserved(bench: FaultyBench, retry: number): Promise<void> {
  await bench.push(aJob("held", { retry, reserve_for: 60 }));
  await bench.fetch(["q"], worker);
}

const stories: Record<string, Story> = {
  "PUSH, a new queue": { prepare: async () => {}, run: ({ engine }) => engine.push(aJob("pushed", { queue: "new" })) },
  "PUSH, scheduled": { prepare: async () => {}, run: ({ engine }) => engine.push(aJob("pushed", { at: "2030-01-01T00:00:00Z" })) },
  PUSHB: { prepare: async () => {}, run: ({ engine }) => engine.pushMany([aJob("one"), aJob("two"), aJob("three", { queue: "p" })]) },
  FETCH: { prepare: (bench) => bench.push(aJob("ready", { queue: "p" })), run: ({ engine }) => engine.fetch(["p"], worker) },
  "FETCH, from the disk": {
    prepare: async (bench) => {
      // The second has no room in the window.
      await bench.push(aJob("long", { queue: "p", args: ["x".repeat(limits.windowBytesMax)] }));
      await bench.push(aJob("behind", { queue: "p" }));
      await bench.engine.fetch(["p"], worker);
    },
    run: ({ engine }) => engine.fetch(["p"], worker),
  },
  ACK: { prepare: (bench) => reserved(bench, 25), run: ({ engine }) => engine.ack("held____", "worker") },
  "FAIL to retries": { prepare: (bench) => reserved(bench, 25), run: ({ engine }) => engine.fail("held____", "worker", {}) },
  "FAIL to dead": { prepare: (bench) => reserved(bench, -1), run: ({ engine }) => engine.fail("held____", "worker", {}) },
  "FAIL to gone": { prepare: (bench) => reserved(bench, 0), run: ({ engine }) => engine.fail("held____", "worker", {}) },
  "a lease that runs out": {
    isTimed: true,
    prepare: async (bench) => {
      await reserved(bench, 25);
      await bench.clock.advance(61_000);
    },
    run: ({ engine }) => engine.timed.expireLeases(),
  },
  "promotion of scheduled": {
    isTimed: true,
    prepare: async (bench) => {
      await bench.push(aJob("due", { at: "2026-01-15T12:00:10Z" }), aJob("due too", { at: "2026-01-15T12:00:10Z", queue: "new" }));
      await bench.clock.advance(11_000);
    },
    run: ({ engine }) => engine.timed.promoteScheduled(),
  },
  "promotion of retries": {
    isTimed: true,
    prepare: async (bench) => {
      await reserved(bench, 25);
      await bench.engine.fail("held____", "worker", {});
      await bench.clock.advance(60_000);
    },
    run: ({ engine }) => engine.timed.promoteRetries(),
  },
  "purge of dead": {
    isTimed: true,
    prepare: async (bench) => {
      await reserved(bench, -1);
      await bench.engine.fail("held____", "worker", {});
      bench.clock.jump(181 * 86_400_000);
    },
    run: ({ engine }) => engine.timed.purgeDead(),
  },
  "QUEUE PAUSE": { prepare: (bench) => bench.push(aJob("ready")), run: ({ engine }) => engine.queues.pause(["q"]) },
  "QUEUE REMOVE": { prepare: (bench) => bench.push(aJob("ready", { queue: "p" })), run: ({ engine }) => engine.queues.remove(["p"]) },
  FLUSH: { takesAll: true, prepare: (bench) => reserved(bench, 25), run: ({ engine }) => engine.flush() },
  "sweep after REMOVE and FLUSH": {
    isTimed: true,
    prepare: async (bench) => {
      await bench.push(aJob("removed", { queue: "p" }), aJob("later", { at: "2030-01-01T00:00:00Z" }));
      await bench.engine.queues.remove(["p"]);
      await bench.engine.flush();
    },
    run: ({ engine }) => engine.timed.sweep(),
  },
};

/** The bid of a batch whose success callback goes to queue "cb"; it has one job, which is reserved. */
async function batched(bench: FaultyBench): Promise<string> {
  const created = await bench.engine.batch.create({ callbacks: new Map([["success", Buffer.from('{"jobtype":"Done","queue":"cb"}')]]) });
  if (!created.ok) throw new Error(created.message);
  await bench.push(aJob("held", { custom: { bid: created.value, track: 1 }, reserve_for: 60 }));
  await bench.fetch(["q"], worker);
  return created.value;
}

let bid = "";
const featureStories: Record<string, Story> = {
  "PUSH into a batch, tracked": {
    prepare: async (bench) => void (bid = await batched(bench)),
    run: ({ engine }) => engine.push(aJob("pushed", { custom: { bid, track: 1 } })),
  },
  "ACK of the last job of a batch": {
    prepare: async (bench) => void (await bench.engine.batch.commit(await batched(bench))),
    run: ({ engine }) => engine.ack("held____", "worker"),
  },
  "FAIL of a job of a batch": {
    prepare: async (bench) => void (await batched(bench)),
    run: ({ engine }) => engine.fail("held____", "worker", {}),
  },
  "BATCH COMMIT": {
    prepare: async (bench) => {
      bid = await batched(bench);
      await bench.engine.ack("held____", "worker");
    },
    run: ({ engine }) => engine.batch.commit(bid),
  },
  "TRACK SET": {
    prepare: async (bench) => void (await batched(bench)),
    run: ({ engine, clock }) => engine.track.set("held____", "worker", { percent: 5, reserveUntil: clock.wall() + 600_000_000 }),
  },
  "a tick of cron": {
    isTimed: true,
    prepare: async ({ engine, clock }) => {
      const { entries } = readCron([{ path: "", table: { cron: [{ schedule: "@every 60s", job: { type: "Report", queue: "cron" } }] } }]);
      engine.cron.load(entries);
      await engine.timed.runFeatures();
      await clock.advance(61_000);
    },
    run: ({ engine }) => engine.timed.runFeatures(),
  },
};

let handle = "";
const pageStories: Record<string, Story> = {
  "pause with a reason": {
    prepare: (bench) => bench.push(aJob("ready")),
    run: ({ engine }) => engine.actions.pause("q", { by: "ana", reason: "deploy" }),
  },
  "clear of a paused queue": {
    prepare: async (bench) => {
      await bench.push(aJob("ready", { queue: "p" }));
      await bench.engine.actions.pause("p", { by: "ana", reason: "deploy" });
    },
    run: ({ engine }) => engine.actions.clear("p"),
  },
  "discard of a chosen job that failed": {
    prepare: async (bench) => {
      await reserved(bench, 25);
      await bench.engine.fail("held____", "worker", {});
      handle = (await bench.engine.inspect.list("retries", { order: "first" }))?.rows[0]?.handle ?? "";
    },
    run: ({ engine }) => engine.actions.apply("discard", [{ handle }]),
  },
};
const all: Record<string, Story> = { ...stories, ...featureStories, ...pageStories };

let faults: FaultyStatements;
beforeAll(() => {
  faults = faultyStatements();
});
afterAll(() => faults.restore());

describe("§5 disk full", () => {
  describe.each(["rolled back", "still open"] as const)("at each statement, the transaction is %s afterwards", (aftermath) => {
    test.each(Object.keys(all))("§5 %s: the works around it are done, each job is in one place, memory equals a rebuild", async (name) => {
      const story = all[name];
      if (story === undefined) throw new Error(`no story ${name}`);
      const statements = await runWithFault(story, Infinity, aftermath);
      expect(statements).toBeGreaterThan(2);
      for (let nth = 1; nth <= statements; nth++) await runWithFault(story, nth, aftermath);
    });
  });
});

/**
 * One run with one fault, and works before and behind the verb in its turn: the number of statements. What was answered is done, what
 * was refused left nothing.
 */
async function runWithFault(story: Story, nth: number, aftermath: Aftermath): Promise<number> {
  let statements = 0;
  await onFaultyBench(async (bench) => {
    await story.prepare(bench);
    await bench.clock.settled();
    const before = bench.places();
    const { expected } = story;
    faults.failAt(nth, aftermath);
    const [front, verb, behind] = await Promise.allSettled([
      bench.engine.push(aJob("in front", { queue: "beside" })),
      story.run(bench),
      bench.engine.push(aJob("behind", { queue: "beside" })),
    ]);
    statements = faults.count();
    faults.failAt(Infinity, aftermath);
    const after = bench.places();
    const isFrontTaken = story.takesAll === true && verb.status === "fulfilled";
    const beside = [isFrontTaken ? undefined : front, behind].filter((push) => push?.status === "fulfilled").length;
    expect(after.filter((place) => place.startsWith("beside"))).toHaveLength(beside);
    const rest = after.filter((place) => !place.startsWith("beside"));
    if (verb.status === "rejected") {
      expect(String(verb.reason)).toBe("Trouble: disk full");
      expect(story.isTimed === true ? [before, expected] : [before]).toContainEqual(rest);
    } else {
      story.expected ??= rest;
      expect(rest).toEqual(expected ?? rest);
    }
  });
  return statements;
}
