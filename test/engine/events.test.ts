import { describe, expect, test } from "bun:test";
import type { EngineEvent } from "../../src/engine/events.ts";
import { limits } from "../../src/limits.ts";
import { aJob, aSession, onBench } from "../support/engine.ts";
import { noon } from "../support/manual-clock.ts";
import { storeKinds } from "../support/store.ts";

const about = (jid: string, at = noon) => ({ jid, jobtype: "Test", queue: "q", at });

describe.each(storeKinds)("what the engine tells of, on the %s store", (kind) => {
  test("§6 Metrics: each run that ended, with its wait, its run and where the job went", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      const heard: EngineEvent[] = [];
      const stop = engine.events.on((event) => heard.push(event));
      await push(aJob("one"), aJob("two"), aJob("three", { retry: 0 }), aJob("four"));
      await clock.advance(100);
      for (let n = 0; n < 3; n++) await fetch(["q"], aSession("w-1"));
      await clock.advance(30);
      await engine.ack("one_____", "w-1");
      await engine.fail("two_____", "w-1", { errtype: "Bad", message: "why" });
      await engine.fail("three___", "w-1", {});
      const at = noon + 130_000;
      const run = { kind: "settled", wid: "w-1", waitMs: 100, runMs: 30 };
      expect(heard).toEqual([
        { ...run, ...about("one_____", at), verb: "ack", to: "gone" },
        { ...run, ...about("two_____", at), verb: "fail", to: "retries", errtype: "Bad", message: "why" },
        { ...run, ...about("three___", at), verb: "fail", to: "gone", errtype: "unknown", message: "unknown" },
      ] as EngineEvent[]);
      stop();
      await fetch(["q"], aSession("w-1"));
      await engine.ack("four____", "w-1");
      expect(heard).toHaveLength(3);
      const [last, ...earlier] = engine.inspect.finishes({ limit: 3 });
      expect([last?.jid, earlier.map((one) => one.jid)]).toEqual(["four____", ["three___", "two_____"]]);
      expect(engine.inspect.finishes({ limit: 9, jid: "two_____" }).map((one) => one.errtype)).toEqual(["Bad"]);
      expect(engine.inspect.finishes({ limit: 9, wid: "w-2" })).toEqual([]);
      expect((await engine.inspect.jid("one_____")).finishes.map((one) => one.verb)).toEqual(["ack"]);
    }));

  test("§6 Metrics: a lease that ran out, deaths, expired jobs, locks taken and denied", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      const heard: EngineEvent[] = [];
      engine.events.on((event) => heard.push(event));
      const unique = { custom: { unique_for: 60 } };
      await push(
        aJob("one", { retry: -1, reserve_for: 60 }),
        aJob("old", { queue: "x", custom: { expires_in: 1 } }),
        aJob("lock", { queue: "y", ...unique }),
      );
      expect((await engine.push(aJob("deny", { queue: "y", ...unique }))).ok).toBe(false);
      await fetch(["q"], aSession("w-1"));
      await clock.advance(60_000);
      expect(await engine.timed.expireLeases()).toBe(1);
      expect(await engine.fetch(["x", "y"], aSession())).toBeDefined();
      expect(heard.map((event) => [event.kind, event.jid, "verb" in event ? event.verb : ""])).toEqual([
        ["locked", "lock____", ""],
        ["denied", "deny____", ""],
        ["settled", "one_____", "expire"],
        ["died", "one_____", "expire"],
        ["lapsed", "old_____", ""],
      ]);
    }));

  test("§6 Metrics: locks of jobs that features push are told like those of clients' jobs", () =>
    onBench(kind, async ({ engine, push, fetch }) => {
      const heard: EngineEvent[] = [];
      const heir = { jobtype: "Mill", queue: "y", custom: { unique_for: 60 } };
      const dies = (name: string, jid: string) => aJob(name, { retry: 0, custom: { on_death: { ...heir, jid } } });
      await push(dies("one", "heir-one"), dies("two", "heir-two"));
      engine.events.on((event) => heard.push(event));
      for (const name of ["one", "two"]) {
        await fetch(["q"], aSession("w-1"));
        await engine.fail(aJob(name).facts.jid, "w-1", { errtype: "Bad", message: "why" });
      }
      const told = heard.filter(({ kind }) => kind === "locked" || kind === "denied");
      expect(told.map((event) => [event.kind, event.jid])).toEqual([
        ["locked", "heir-one"],
        ["denied", "heir-two"],
      ]);
    }));

  test("§5 nothing is told of what was rolled back", () =>
    onBench(kind, async ({ engine, push, fetch, store }) => {
      const heard: EngineEvent[] = [];
      engine.events.on((event) => heard.push(event));
      await push(aJob("one"));
      await fetch(["q"]);
      const failing = store.transact("committed", () => Promise.reject(new Error("planted")));
      await Promise.all([engine.ack("one_____", ""), expect(failing).rejects.toThrow("planted")]);
      expect(heard.map((event) => event.jid)).toEqual(["one_____"]);
    }));

  test("§8 the last failed runs of a job are kept, and go with it", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await push(aJob("one", { retry: 100 }));
      const many = limits.attemptsMax + 2;
      let handle = "";
      for (let n = 1; n <= many; n++) {
        await fetch(["q"], aSession(`w-${n}`));
        await clock.advance(7);
        await engine.fail("one_____", "", { errtype: `E${n}`, message: "m".repeat(300) });
        handle = (await engine.inspect.list("retries", { order: "first" }))?.rows[0]?.handle ?? "";
        if (n < many) await engine.actions.apply("requeue", [{ handle }]);
      }
      const attempts = (await engine.inspect.job(handle))?.attempts ?? [];
      expect(attempts.map((attempt) => attempt.no)).toEqual(Array.from({ length: limits.attemptsMax }, (_, index) => index + 3));
      const message = "m".repeat(limits.attemptMessageCharactersMax);
      expect(attempts.at(-1)).toEqual({ no: many, at: noon + 7_000 * many, runMs: 7, wid: `w-${many}`, errtype: `E${many}`, message });
      expect(await engine.actions.apply("discard", [{ handle }])).toBe(1);
      expect(await engine.inspect.job(handle)).toBeUndefined();
    }));
});

test("§3 of a failure of megabytes a short line is kept in memory", () =>
  onBench("plain", async ({ engine, push, fetch }) => {
    const before = process.memoryUsage().heapUsed;
    const [many, length] = [40, 4 * 1024 * 1024];
    for (let n = 0; n < many; n++) {
      await push(aJob(`job-${n}`));
      await fetch(["q"]);
      const text = Buffer.alloc(length, 97 + (n % 26)).toString("latin1");
      await engine.fail(`job-${n}`.padEnd(8, "_"), "", { errtype: text, message: text });
    }
    Bun.gc(true);
    expect(engine.inspect.finishes({ limit: 1 })[0]?.message).toHaveLength(limits.attemptMessageCharactersMax);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan((many * length) / 4);
  }));
