import { describe, expect, test } from "bun:test";
import type { TrackUpdate } from "../../src/job/track-request.ts";
import { aJob, aSession, type Bench, onBench } from "../support/engine.ts";
import { noon } from "../support/manual-clock.ts";
import { storeKinds } from "../support/store.ts";

const minute = 60_000;
const tracked = (jid: string, more: Readonly<Record<string, unknown>> = {}) => aJob(jid, { custom: { track: 1 }, retry: 0, ...more });
const stateOf = async ({ engine }: Bench, jid = "one_____") => (await engine.track.get(jid))?.state ?? "unknown";
const set = ({ engine }: Bench, update: TrackUpdate, jid = "one_____") => engine.track.set(jid, "w1", update);

/** Time passes, and the timed work is done at its end. */
async function pass({ engine, clock }: Bench, milliseconds: number): Promise<void> {
  await clock.advance(milliseconds);
  await engine.timed.runFeatures();
  await engine.timed.expireLeases();
}

describe.each(storeKinds)("tracking on the %s store", (kind) => {
  test("§6 TRACK: kept 30 minutes after the last change, whoever made it; one that is held is tracked again", () =>
    onBench(kind, async (bench) => {
      await bench.push(tracked("one", { reserve_for: 7_200 }));
      await bench.fetch(["q"], aSession("w1"));
      await pass(bench, 20 * minute);
      await set(bench, { percent: 1 });
      await pass(bench, 30 * minute - 1);
      expect(await bench.engine.track.get("one_____")).toEqual({
        jid: "one_____",
        state: "working",
        percent: 1,
        updated: noon + 1_200_000_000,
      });
      await bench.clock.advance(1);
      // At once, and not only when it is swept.
      expect(await stateOf(bench)).toBe("unknown");
      await pass(bench, 5_000);
      await set(bench, { percent: 2 });
      expect(await bench.engine.track.get("one_____")).toMatchObject({ state: "working", percent: 2 });
      await bench.engine.ack("one_____", "w1");
      expect(await stateOf(bench)).toBe("success");
      await pass(bench, 31 * minute);
      await set(bench, { percent: 3 });
      expect(await stateOf(bench)).toBe("unknown");
    }));

  test("§6 TRACK: reserve_until extends the reservation, and never shortens it", () =>
    onBench(kind, async (bench) => {
      await bench.push(
        tracked("one", { reserve_for: 60 }),
        tracked("two", { reserve_for: 600 }),
        aJob("plain", { reserve_for: 60, retry: 0 }),
      );
      for (let count = 0; count < 3; count += 1) await bench.fetch(["q"], aSession("w1"));
      const reserveUntil = noon + 300_000_000;
      for (const jid of ["one_____", "two_____", "plain___"]) await set(bench, { reserveUntil }, jid);
      await pass(bench, 60_000);
      expect(await bench.engine.numbers()).toMatchObject({ sizes: { working: 2 } });
      await pass(bench, 239_999);
      expect([await stateOf(bench), await stateOf(bench, "two_____")]).toEqual(["working", "working"]);
      await pass(bench, 1);
      expect([await stateOf(bench), await stateOf(bench, "two_____")]).toEqual(["failed", "working"]);
      await pass(bench, 299_999);
      expect(await stateOf(bench, "two_____")).toBe("working");
      await pass(bench, 1);
      expect(await stateOf(bench, "two_____")).toBe("failed");
    }));

  test("§6 TRACK: at most a day from now", () =>
    onBench(kind, async (bench) => {
      await bench.push(tracked("one", { reserve_for: 60 }));
      await bench.fetch(["q"], aSession("w1"));
      await set(bench, { reserveUntil: noon + 30 * 86_400_000_000 });
      await pass(bench, 1_440 * minute - 1);
      expect((await bench.engine.numbers()).sizes.working).toBe(1);
      await pass(bench, 1);
      expect((await bench.engine.numbers()).sizes.working).toBe(0);
    }));

  test("§6 TRACK: a jid that is pushed again begins anew, and follows the later job", () =>
    onBench(kind, async (bench) => {
      await bench.push(tracked("one"));
      await bench.fetch(["q"], aSession("w1"));
      await set(bench, { percent: 50, desc: "half", result: "[1]" });
      await bench.push(tracked("one"));
      expect(await bench.engine.track.get("one_____")).toEqual({ jid: "one_____", state: "enqueued", updated: noon });
    }));

  test("§6 TRACK: what expires, or goes with its queue, is unknown again", () =>
    onBench(kind, async (bench) => {
      await bench.push(aJob("one", { custom: { track: 1, expires_in: 1 } }), tracked("two", { queue: "other" }));
      await pass(bench, 1_000);
      await bench.push(aJob("next"));
      expect(await bench.fetch(["q"])).toBe("next");
      expect(await stateOf(bench)).toBe("unknown");
      await bench.engine.queues.remove(["other"]);
      expect(await stateOf(bench, "two_____")).toBe("unknown");
    }));

  test.each([
    ["back an hour", -3_600_000],
    ["forward a day", 86_400_000],
  ])("§4 the clock jumps %s: tracks are kept for as long as before", (_, jump) =>
    onBench(kind, async (bench) => {
      await bench.push(tracked("one"));
      bench.clock.jump(jump);
      await pass(bench, 30 * minute - 1);
      expect(await stateOf(bench)).toBe("enqueued");
      await pass(bench, 1);
      expect(await stateOf(bench)).toBe("unknown");
    }),
  );
});
