import { describe, expect, test } from "bun:test";
import type { Feature } from "../../src/engine/feature.ts";
import { trait } from "../../src/job/traits.ts";
import { ok, refuse } from "../../src/result.ts";
import { aJob, onBench, parsed } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";

const tracked = (jid: string, members: Readonly<Record<string, unknown>> = {}) => aJob(jid, { custom: { track: 1 }, ...members });

/** A feature of tracked jobs that notes what it is told: each move as `jid verb to`. */
function probe(more: Partial<Feature> = {}): { feature: Feature; told: string[] } {
  const told: string[] = [];
  const moved: Feature["moved"] = async (tx, { jid, traits }, { verb, from, to }) => {
    expect(traits).toBe(trait.tracked);
    tx.afterCommit(() => told.push(`${jid.replace(/_+$/, "")} ${verb} ${from ?? "outside"}→${to}`));
  };
  return { feature: { traits: trait.tracked, moved, ...more }, told };
}

describe.each(storeKinds)("features on the %s store", (kind) => {
  test("§6 a feature hears of each move of a job with its trait, and of no other job", async () => {
    const { feature, told } = probe();
    await onBench(
      kind,
      async ({ engine, push, fetch, clock }) => {
        await push(aJob("plain"), tracked("one"), tracked("two", { retry: 0 }), tracked("later", { at: "2026-01-15T12:00:05Z" }));
        expect([await fetch(["q"]), await fetch(["q"]), await fetch(["q"])]).toEqual(["plain", "one", "two"]);
        await engine.ack("plain___", "");
        await engine.fail("one_____", "", {});
        await engine.fail("two_____", "", {});
        await clock.advance(60_000);
        await engine.timed.promoteRetries();
        await engine.timed.promoteScheduled();
        await engine.mutate({ cmd: "kill", target: "queue:q", filter: { jids: ["one_____"] } });
        await engine.mutate({ cmd: "requeue", target: "dead", filter: {} });
      },
      { features: [feature] },
    );
    expect(told).toEqual([
      "one push outside→queued",
      "two push outside→queued",
      "later push outside→scheduled",
      "one reserve queued→working",
      "two reserve queued→working",
      "one fail working→retries",
      "two fail working→gone",
      "one promote retries→queued",
      "later promote scheduled→queued",
      "one kill queued→dead",
      "one requeue dead→queued",
    ]);
  });

  test("§6 the jobs of a removed queue are discarded for it, those of a short queue before REMOVE is answered", async () => {
    const { feature, told } = probe();
    await onBench(
      kind,
      async ({ engine, push }) => {
        for (let index = 0; index < 300; index += 1) await push(tracked(`job-${index}`), aJob(`plain-${index}`));
        await push(tracked("other", { queue: "short" }));
        told.length = 0;
        await engine.queues.remove(["short"]);
        expect(told).toEqual(["other discard queued→gone"]);
        await engine.queues.remove(["q"]);
        await engine.timed.sweep();
        expect(told.length).toBe(301);
        await push(tracked("last"));
        await engine.flush();
        await engine.timed.sweep();
        expect(told.length).toBe(302);
      },
      { features: [feature] },
    );
  });

  test("§6 a push that a feature refuses stores nothing; in a PUSHB the others are stored", async () => {
    const { feature, told } = probe({ admit: async (_, { facts }) => (facts.jid.startsWith("bad") ? refuse("no") : undefined) });
    await onBench(
      kind,
      async ({ engine }) => {
        expect(await engine.push(tracked("bad1"))).toEqual(refuse("no"));
        expect(await engine.push(aJob("bad2"))).toEqual(ok(undefined));
        const many = await engine.pushMany([tracked("good"), tracked("bad3"), aJob("plain")]);
        expect(many).toEqual(ok([{ jid: "bad3____", refusal: refuse("no") }]));
        expect((await engine.numbers()).sizes.queued).toBe(3);
      },
      { features: [feature] },
    );
    expect(told).toEqual(["good push outside→queued"]);
  });

  test("§6 a job that a feature does not let out is gone and counts as nothing, and FETCH goes on, over more than one turn", async () => {
    const { feature, told } = probe({ offer: async (_, { jid }) => !jid.startsWith("bad") });
    await onBench(
      kind,
      async ({ engine, push, fetch }) => {
        for (let index = 0; index < 250; index += 1) await push(tracked(`bad${index}`));
        await push(tracked("good"));
        told.length = 0;
        expect(await fetch(["q"])).toBe("good");
        expect(await engine.numbers()).toMatchObject({ processed: 0, sizes: { queued: 0, working: 1 } });
      },
      { features: [feature] },
    );
    expect(told.filter((text) => text.endsWith("lapse working→gone")).length).toBe(250);
    expect(told.at(-1)).toBe("good reserve queued→working");
  });

  test("§6 a gate passes its queue over, and settles each time that it let a FETCH in", async () => {
    const calls: string[] = [];
    let isOpen = false;
    const gate: Feature = {
      traits: 0,
      openQueue: {
        guards: (queue) => queue === "q",
        isPerWorker: () => false,
        take: async (_, queue) => {
          calls.push(`take ${queue}`);
          return isOpen;
        },
        settle: async (_tx, _queue, wid, job) => void calls.push(`settle ${wid} ${job?.jid ?? "nothing"}`),
      },
    };
    await onBench(
      kind,
      async ({ push, fetch }) => {
        await push(aJob("one"), aJob("two", { queue: "free" }));
        expect(await fetch(["q", "free"])).toBe("two");
        isOpen = true;
        expect(await fetch(["q", "free"])).toBe("one");
        await push(aJob("three", { queue: "free" }));
        expect(await fetch(["q", "free"])).toBe("three");
      },
      { features: [gate] },
    );
    expect(calls).toEqual(["take q", "take q", "settle  one_____", "take q", "settle  nothing"]);
  });

  test("§6 timed work of a feature goes on slice by slice, and is next when it asked for it", async () => {
    const waits = [0, 0, 5_000, 60_000];
    const calls: number[] = [];
    await onBench(
      kind,
      async ({ engine, clock }) => {
        for (const pause of [100, 4_899, 1, 1]) {
          await engine.timed.runFeatures();
          await clock.advance(pause);
        }
      },
      {
        features: [
          {
            traits: 0,
            due: async (tx) => {
              calls.push((tx.steady - 1_768_478_400_000_000) / 1_000);
              return waits[calls.length - 1] ?? 0;
            },
          },
        ],
      },
    );
    expect(calls).toEqual([0, 0, 0, 5_000]);
  });

  test("§2 what a job's custom says to the features changes no byte of it", async () => {
    const custom = { unique_for: 1.5, track: true, on_death: { jobtype: "Clean" }, other: [1e3], backoff: [1, 2] };
    await onBench(
      kind,
      async ({ engine, push }) => {
        await push(aJob("custom", { custom }));
        const fetched = parsed(await engine.fetch(["q"], { wid: "", isOpen: () => true, close: () => {} }));
        expect(fetched["custom"]).toEqual(custom);
      },
      { features: [] },
    );
  });
});
