import { describe, expect, test } from "bun:test";
import { aJob, type Bench, onBench } from "../../support/engine.ts";
import { storeKinds } from "../../support/store.ts";
import { batchesOn } from "./batches.ts";

const minute = 60_000;

/** Time passes, and the timed work is done at its end. */
async function pass({ engine, clock }: Bench, milliseconds: number): Promise<void> {
  await clock.advance(milliseconds);
  await engine.timed.promoteRetries();
  await engine.timed.runFeatures();
}

describe.each(storeKinds)("batches on the %s store", (kind) => {
  test("§6 three levels with children that fail: each callback once, those of the children first", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      await on.create("top", ["complete", "success"]);
      await on.create("mid", ["complete", "success"], "top");
      await on.create("low", ["complete", "success"], "mid");
      await on.push("top", "t1");
      await on.push("mid", "m1");
      await on.push("low", "l1", "l2");
      for (const name of ["top", "mid", "low"]) await on.commit(name);
      await on.ack("t1", "m1", "l1");
      expect(await on.callbacks()).toEqual([]);
      await on.fail("l2");
      // Every job of the lowest ran once.
      expect(await on.callbacks()).toEqual(["low-complete"]);
      expect([await on.status("low"), await on.status("mid"), await on.status("top")]).toEqual(["2/0/1 1 -", "1/0/0 - -", "1/0/0 - -"]);
      await on.fail("low-complete");
      await pass(bench, 20_000);
      expect((await on.callbacks()).sort()).toEqual(["low-complete"]);
      await on.ack("low-complete");
      expect(await on.callbacks()).toEqual(["mid-complete"]);
      await on.ack("mid-complete");
      expect(await on.callbacks()).toEqual(["top-complete"]);
      await on.ack("top-complete");
      expect(await on.callbacks()).toEqual([]);
      // The job that failed succeeds after all, and success goes up level by level.
      await on.ack("l2");
      expect(await on.callbacks()).toEqual(["low-success"]);
      expect([await on.status("low"), await on.status("mid"), await on.status("top")]).toEqual(["2/0/0 2 1", "1/0/0 2 -", "1/0/0 2 -"]);
      await on.ack("low-success");
      expect(await on.callbacks()).toEqual(["mid-success"]);
      await on.ack("mid-success");
      expect(await on.callbacks()).toEqual(["top-success"]);
      await on.ack("top-success");
      expect([await on.status("low"), await on.status("mid"), await on.status("top")]).toEqual(["2/0/0 2 2", "1/0/0 2 2", "1/0/0 2 2"]);
    }));

  test("§6 a child that is made late holds its parent back as one that came early", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      await on.create("top", ["success"]);
      await on.push("top", "t1");
      await on.commit("top");
      await on.create("kid", ["success"], "top");
      await on.push("kid", "k1");
      await on.commit("kid");
      await on.ack("t1");
      expect(await on.callbacks()).toEqual([]);
      await on.ack("k1");
      expect(await on.callbacks()).toEqual(["kid-success"]);
      await on.ack("kid-success");
      expect(await on.callbacks()).toEqual(["top-success"]);
    }));

  test("§6 one that dies counts as failed and holds success back until it is requeued and ACKed, or discarded", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      await on.create("b", ["complete", "success"]);
      await on.push("b", "j1", "j2");
      await on.commit("b");
      await on.fail("j1", "j2");
      await pass(bench, 20_000);
      await on.fail("j1", "j2");
      expect(await on.callbacks()).toEqual(["b-complete"]);
      await on.ack("b-complete");
      expect(await on.status("b")).toBe("2/0/2 2 -");
      await bench.engine.mutate({ cmd: "requeue", target: "dead", filter: { jids: ["j1______"] } });
      expect(await on.status("b")).toBe("2/0/2 2 -");
      await on.ack("j1");
      expect(await on.status("b")).toBe("2/0/1 2 -");
      await bench.engine.mutate({ cmd: "discard", target: "dead", filter: {} });
      expect(await on.status("b")).toBe("2/0/0 2 1");
    }));

  test("§6 a job that is killed before it ran has died: it counts as failed, and fires the death callback once", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      await on.create("b", ["complete", "success", "death"]);
      await on.push("b", "j1", "j2");
      await bench.engine.mutate({ cmd: "kill", target: "queue:q", filter: {} });
      // Callbacks wait for COMMIT.
      expect(await on.callbacks()).toEqual([]);
      await on.commit("b");
      expect(await on.callbacks()).toEqual(["b-death", "b-complete"]);
      expect(await on.status("b")).toBe("2/0/2 1 -");
      await bench.engine.mutate({ cmd: "requeue", target: "dead", filter: {} });
      await bench.engine.mutate({ cmd: "kill", target: "queue:q", filter: {} });
      expect(await on.callbacks()).toEqual([]);
      expect(await on.status("b")).toBe("2/0/2 1 -");
    }));

  test("§6 one with retry 0 that fails is gone and failed for good: complete fires, success never", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      await on.create("b", ["complete", "success", "death"]);
      await bench.push(aJob("j1", { custom: { bid: on.bid("b") }, retry: 0 }));
      await on.push("b", "j2");
      await on.commit("b");
      await on.ack("j2");
      await on.fail("j1");
      expect(await on.callbacks()).toEqual(["b-death", "b-complete"]);
      await on.ack("b-complete", "b-death");
      expect(await on.status("b")).toBe("2/0/1 2 -");
      // It is at its end: its status is kept for 30 minutes.
      await pass(bench, 30 * minute - 1);
      expect(await on.status("b")).toBe("2/0/1 2 -");
      await pass(bench, 1);
      expect(await on.status("b")).toStartWith("No such batch");
    }));

  test("§6 jobs that expire, are discarded, or go with their queue leave as if ACKed", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      await on.create("b", ["success"]);
      const { engine, clock } = bench;
      await bench.push(
        aJob("e1", { custom: { bid: on.bid("b"), expires_in: 1 } }),
        aJob("s1", { custom: { bid: on.bid("b") }, at: "2030-01-01T00:00:00Z" }),
        aJob("r1", { custom: { bid: on.bid("b") }, queue: "other" }),
      );
      await on.commit("b");
      expect(await on.status("b")).toBe("3/3/0 - -");
      await clock.advance(1_000);
      await bench.push(aJob("next"));
      expect(await bench.fetch(["q"])).toBe("next");
      expect(await on.status("b")).toBe("3/2/0 - -");
      await engine.mutate({ cmd: "discard", target: "scheduled", filter: {} });
      expect(await on.status("b")).toBe("3/1/0 - -");
      await engine.queues.remove(["other"]);
      expect(await on.status("b")).toBe("3/0/0 2 1");
      expect(await on.callbacks()).toEqual(["b-success"]);
    }));

  test("§6 the same batch for two hundred jobs that end together: one callback, and the counts are exact", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      await on.create("b", ["complete", "success"]);
      const jids = Array.from({ length: 200 }, (_, index) => `job-${index}`);
      await on.push("b", ...jids);
      await on.commit("b");
      await Promise.all(jids.map(() => bench.fetch(["q"])));
      await Promise.all(
        jids.map((jid, index) =>
          index % 2 === 0 ? bench.engine.ack(jid.padEnd(8, "_"), "") : bench.engine.fail(jid.padEnd(8, "_"), "", {}),
        ),
      );
      expect(await on.status("b")).toBe("200/0/100 1 -");
      expect(await on.callbacks()).toEqual(["b-complete"]);
    }));

  test("§6 a callback that asks for a lock in vain fires all the same; one of another batch joins that", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      const { engine } = bench;
      await bench.push(aJob("holder", { jobtype: "Once", custom: { unique_for: 60 }, queue: "cb", args: [] }));
      await on.create("other", ["success"]);
      const job = (custom: object) => Buffer.from(JSON.stringify({ jid: "callback", jobtype: "Once", queue: "cb", custom }));
      await engine.batch.create({ callbacks: new Map([["success", job({ unique_for: 60 })]]) });
      const locked = await engine.batch.create({ callbacks: new Map([["success", job({ unique_for: 60 })]]) });
      const joining = await engine.batch.create({ callbacks: new Map([["success", job({ bid: on.bid("other") })]]) });
      if (!locked.ok || !joining.ok) throw new Error("a batch was refused");
      await engine.batch.commit(locked.value);
      await engine.batch.commit(joining.value);
      expect(await on.callbacks()).toEqual(["holder", "callback", "callback"]);
      expect(await on.status("other")).toBe("1/1/0 - -");
    }));

  test("§6 a callback that names a batch that is gone fires all the same, so that the last job can be settled", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      const callback = { jid: "callback", jobtype: "Callback", queue: "cb", custom: { bid: "b-gone" } };
      const created = await bench.engine.batch.create({ callbacks: new Map([["complete", Buffer.from(JSON.stringify(callback))]]) });
      if (!created.ok) throw new Error(created.message);
      await on.push(created.value, "last");
      await on.commit(created.value);
      await on.ack("last");
      expect(await on.callbacks()).toEqual(["callback"]);
      await on.ack("callback");
      expect(await on.status(created.value)).toBe("1/0/0 2 2");
    }));

  test("§6 nested deeper than can be, a batch is refused", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      await on.create("1", ["success"]);
      for (let level = 2; level <= 100; level += 1) await on.create(String(level), ["success"], String(level - 1));
      const create = on.create("101", ["success"], "100");
      await expect(create).rejects.toThrow("batches can be nested at most 100 levels deep");
    }));
});
