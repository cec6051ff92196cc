import { describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { assemble } from "../../src/assemble.ts";
import { systemClock } from "../../src/clock.ts";
import type { WideAsk } from "../../src/engine/actions.ts";
import { limits } from "../../src/limits.ts";
import { silentLog } from "../../src/log.ts";
import { openIn, temporaryDirectory } from "../store/sqlite/storage.ts";
import { aJob, aSession, type Bench, onBench } from "../support/engine.ts";
import { fixedRandom } from "../support/fixed-random.ts";
import { noon } from "../support/manual-clock.ts";
import { storeKinds } from "../support/store.ts";

const later = { at: "2026-01-15T13:00:00Z" };
const discardAll: WideAsk = { cmd: "discard", list: "scheduled", filter: {} };

async function handles({ engine }: Pick<Bench, "engine">, list: "scheduled" | "dead" | "queue:q"): Promise<string[]> {
  return (await engine.inspect.list(list, { order: "first" }))?.rows.map((row) => row.handle) ?? [];
}

async function sizes({ engine }: Pick<Bench, "engine">) {
  return (await engine.numbers()).sizes;
}

/** Begins what was frozen, and waits for its end. */
async function applyAll({ engine }: Pick<Bench, "engine">, ask: WideAsk, freeze: string): Promise<number> {
  const begun = await engine.actions.applyAll({ ...ask, freeze, by: "ana" });
  if (!begun.ok) throw new Error(begun.message);
  await engine.timed.resumeOperations();
  for (;;) {
    const operation = await engine.inspect.operation(begun.value);
    if (operation?.state !== "running") return begun.value;
  }
}

describe.each(storeKinds)("what pages change, on the %s store", (kind) => {
  test("§8 who paused a queue and why; clear drops its jobs and keeps it, remove drops it", () =>
    onBench(kind, async (bench) => {
      const { engine, push, fetch } = bench;
      const { actions, inspect } = engine;
      await push(aJob("one"), aJob("two"));
      expect(await actions.pause("q", { by: "ana", reason: "deploy" })).toBe(true);
      const pause = { by: "ana", reason: "deploy", since: noon };
      expect(await inspect.queue("q")).toMatchObject({ size: 2, pause });
      expect(await actions.clear("q")).toBe(true);
      expect(await inspect.queue("q")).toEqual({ name: "q", size: 0, busy: 0, pause });
      await push(aJob("three"));
      expect(await fetchesNothing(bench)).toBe(true);
      expect(await actions.resume("q")).toBe(true);
      expect(await fetch(["q"])).toBe("three");
      expect([await actions.remove("q"), await actions.remove("q"), await inspect.queue("q")]).toEqual([true, false, undefined]);
      for (const answer of [actions.pause("no", { by: "", reason: "" }), actions.resume("no"), actions.clear("no")]) {
        expect(await answer).toBe(false);
      }
    }));

  test("§8 chosen jobs are moved where they are still where they were seen, by handle and by KEY", () =>
    onBench(kind, async (bench) => {
      const { engine, push } = bench;
      await push(aJob("one", later), aJob("two", later), aJob("three", later), aJob("four"), aJob("five"));
      const [one = "", two = ""] = await handles(bench, "scheduled");
      expect(await engine.actions.apply("kill", [{ handle: one }, { handle: one }, { handle: "none" }])).toBe(1);
      const key = "2026-01-15T13:00:00Z|three___";
      expect(await engine.actions.apply("requeue", [{ set: "scheduled", key }, { set: "dead", key }, { handle: two }])).toBe(2);
      const [dead = ""] = await handles(bench, "dead");
      expect(await engine.actions.apply("kill", [{ handle: dead }])).toBe(0);
      const [four = "", five = ""] = await handles(bench, "queue:q");
      expect(await engine.actions.apply("requeue", [{ handle: four }])).toBe(0);
      expect(await engine.actions.apply("discard", [{ handle: four }, { handle: five }, { handle: dead }])).toBe(3);
      expect(await sizes(bench)).toMatchObject({ scheduled: 0, dead: 0, queued: 2 });
    }));

  test("§8 what was frozen is what is touched, though more jobs arrive", () =>
    onBench(kind, async (bench) => {
      const { engine, push } = bench;
      for (let n = 0; n < 12; n++) await push(aJob(`job-${n}`, { ...later, jobtype: n % 3 === 0 ? "Third" : "Other" }));
      const ask: WideAsk = { ...discardAll, filter: { type: "Th*" } };
      const frozen = await engine.actions.freeze(ask);
      expect([frozen?.count, frozen?.isExact, frozen?.samples.length]).toEqual([4, true, 4]);
      const all = await engine.actions.freeze(discardAll);
      expect([all?.count, all?.isExact, all?.samples.length]).toEqual([12, true, 5]);
      await push(aJob("late", { ...later, jobtype: "Third" }), aJob("early", { at: "2026-01-15T12:30:00Z", jobtype: "Third" }));
      const no = await applyAll(bench, ask, frozen?.freeze ?? "");
      expect(await engine.inspect.operation(no)).toMatchObject({
        cmd: "discard",
        target: "scheduled",
        filter: "type:Th*",
        by: "ana",
        state: "done",
        done: 4,
        total: 14,
        startedAt: noon,
      });
      expect(await sizes(bench)).toMatchObject({ scheduled: 10 });
      await applyAll(bench, discardAll, all?.freeze ?? "");
      expect((await engine.inspect.list("scheduled", { order: "first" }))?.rows.map((row) => row.jid)).toEqual(["early___", "late____"]);
    }));

  test("§8 a queue is frozen by its own order; words and queues are matched as the page matched them", () =>
    onBench(kind, async (bench) => {
      const { engine, push } = bench;
      await push(aJob("one", { args: ["x"] }), aJob("two"), aJob("three", { args: ["x"] }));
      const ask: WideAsk = { cmd: "kill", list: "queue:q", filter: { words: ['["x"]'], queue: "q" } };
      const frozen = await engine.actions.freeze(ask);
      expect(frozen?.count).toBe(2);
      await push(aJob("four", { args: ["x"] }));
      await applyAll(bench, ask, frozen?.freeze ?? "");
      expect(await sizes(bench)).toMatchObject({ queued: 2, dead: 2 });
      expect(await engine.actions.freeze({ ...ask, list: "queue:none" })).toBeUndefined();
      expect(await engine.actions.freeze({ cmd: "kill", list: "queue:none", filter: {} })).toBeUndefined();
    }));

  test("§8 an action that makes no sense, or of a queue that is another one now, is refused", () =>
    onBench(kind, async ({ engine, push }) => {
      await push(aJob("one"));
      const ask: WideAsk = { cmd: "discard", list: "queue:q", filter: {} };
      const { freeze = "" } = (await engine.actions.freeze(ask)) ?? {};
      const begin = (more: Partial<WideAsk> & { freeze?: string }) => engine.actions.applyAll({ ...ask, freeze, by: "", ...more });
      expect(await begin({ cmd: "requeue" })).toMatchObject({ ok: false, message: "requeue makes no sense for queue:q" });
      expect(await begin({ cmd: "kill", list: "dead" })).toMatchObject({ ok: false, message: "kill makes no sense for dead" });
      expect(await begin({ freeze: "x" })).toMatchObject({ ok: false, message: "the form does not say which jobs are meant" });
      await engine.actions.remove("q");
      await push(aJob("other"));
      expect(await begin({})).toMatchObject({ ok: false, message: "the queue is no longer the one that was shown" });
      expect(await engine.inspect.operations()).toEqual([]);
    }));

  test("§8 a running job can be failed; its worker's ACK is late then", () =>
    onBench(kind, async ({ engine, push, fetch }) => {
      await push(aJob("one"));
      await fetch(["q"], aSession("w-1"));
      const [running] = (await engine.inspect.running({})).rows;
      expect(await engine.actions.failNow(running?.handle ?? "", "ana")).toBe(true);
      expect(await engine.actions.failNow(running?.handle ?? "", "ana")).toBe(false);
      await engine.ack("one_____", "w-1");
      const [row] = (await engine.inspect.list("retries", { order: "first" }))?.rows ?? [];
      expect(row?.failure).toMatchObject({ errtype: "FailedByOperator", message: "failed by ana" });
      expect(await engine.actions.failNow(row?.handle ?? "", "ana")).toBe(false);
    }));
});

async function fetchesNothing({ engine, clock }: Bench): Promise<boolean> {
  const waiting = engine.fetch(["q"], aSession());
  await clock.advance(limits.fetchWaitMs);
  return (await waiting) === undefined;
}

test("§8 a wide action is ended where it is, and nothing more is moved", async () => {
  const directory = temporaryDirectory();
  const store = openIn(directory, systemClock());
  const engine = assemble({ store, clock: systemClock(), random: fixedRandom(0), log: silentLog });
  const many = 3_000;
  await engine.pushMany(Array.from({ length: many }, (_, index) => aJob(`job-${index}`, { at: "2035-01-01T00:00:00Z" })));
  const frozen = await engine.actions.freeze(discardAll);
  const begun = await engine.actions.applyAll({ ...discardAll, freeze: frozen?.freeze ?? "", by: "ana" });
  const no = begun.ok ? begun.value : -1;
  for (;;) if ((await sizes({ engine })).scheduled < many) break;
  expect([await engine.actions.cancel(no), await engine.actions.cancel(no)]).toEqual([true, false]);
  const operation = await engine.inspect.operation(no);
  expect(operation?.state).toBe("cancelled");
  expect(operation?.done).toBeGreaterThan(0);
  expect((await sizes({ engine })).scheduled).toBe(many - (operation?.done ?? 0));
  expect(await engine.timed.resumeOperations()).toBe(0);
  expect((await sizes({ engine })).scheduled).toBe(many - (operation?.done ?? 0));
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});
