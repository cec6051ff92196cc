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

describe.each(storeKinds)("how long batches are kept on the %s store", (kind) => {
  test("§6 not committed in 30 minutes it lapses: its jobs run on, and its parent no longer waits for it", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      await on.create("top", ["success"]);
      await on.create("kid", ["success"], "top");
      await on.push("kid", "k1");
      await on.commit("top");
      await pass(bench, 30 * minute - 1);
      expect(await on.status("kid")).toBe("1/1/0 - -");
      await bench.clock.advance(1);
      expect(await on.status("kid")).toStartWith("No such batch");
      expect(await bench.engine.push(aJob("late", { custom: { bid: on.bid("kid") } }))).toMatchObject({ ok: false });
      await pass(bench, 5_000);
      expect(await on.callbacks()).toEqual(["top-success"]);
      await on.ack("k1", "top-success");
      expect(await on.status("top")).toBe("0/0/0 2 2");
    }));

  test("§6 a job that runs between the end of the 30 minutes and the next look is counted as well", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      await on.create("b", ["success"]);
      await on.push("b", "acked", "failed", "killed");
      await pass(bench, 30 * minute - 1);
      await bench.clock.advance(1);
      await on.ack("acked");
      await on.fail("failed");
      await bench.engine.mutate({ cmd: "kill", target: "queue:q", filter: { jids: ["killed"] } });
      expect(bench.store.differencesFromRebuild()).toEqual([]);
      expect(await bench.engine.batch.commit(on.bid("b"))).toMatchObject({ ok: false });
      expect(await on.callbacks()).toEqual([]);
    }));

  test("§6 opened again it has 30 minutes anew; committed it does not lapse while its jobs wait", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      await on.create("b", ["success"]);
      await on.push("b", "j1");
      await pass(bench, 29 * minute);
      await on.open("b");
      await pass(bench, 29 * minute);
      await on.commit("b");
      await pass(bench, 300 * minute);
      expect(await on.status("b")).toBe("1/1/0 - -");
      await on.ack("j1");
      await on.ack("b-success");
      await pass(bench, 29 * minute);
      expect(await on.status("b")).toBe("1/0/0 2 2");
      await on.push("b", "j2");
      await pass(bench, 29 * minute);
      expect(await on.status("b")).toBe("2/1/0 2 2");
    }));

  test.each([
    ["back an hour", -3_600_000],
    ["forward a day", 86_400_000],
  ])("§4 the clock jumps %s: no batch lapses early or late", (_, jump) =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      await on.create("b", ["success"]);
      bench.clock.jump(jump);
      await pass(bench, 30 * minute - 1);
      expect(await on.status("b")).toBe("0/0/0 - -");
      await pass(bench, 1);
      expect(await on.status("b")).toStartWith("No such batch");
    }),
  );

  test("§6 one that waits for a dead job is kept for a year, one that still runs for longer", () =>
    onBench(kind, async (bench) => {
      const on = batchesOn(bench);
      const day = 1_440 * minute;
      for (const name of ["dead", "runs"]) {
        await on.create(name, ["success"]);
        await on.push(name, `${name}-job`);
        await on.commit(name);
      }
      await bench.engine.mutate({ cmd: "kill", target: "queue:q", filter: { jids: ["dead-job"] } });
      await pass(bench, 365 * day - 1);
      expect([await on.status("dead"), await on.status("runs")]).toEqual(["1/0/1 2 -", "1/1/0 - -"]);
      await bench.clock.advance(1);
      expect(await on.status("dead")).toStartWith("No such batch");
      expect(await on.status("runs")).toBe("1/1/0 - -");
      await pass(bench, 5_000);
      await on.ack("runs-job");
      expect(await on.status("runs")).toBe("1/0/0 2 1");
    }));
});
