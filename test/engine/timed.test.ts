import { describe, expect, test } from "bun:test";
import { aJob, aSession, onBench, parsed } from "../support/engine.ts";
import { noon } from "../support/manual-clock.ts";
import { storeKinds } from "../support/store.ts";

const hour = 3_600_000;
const day = 24 * hour;

describe.each(storeKinds)("leases on the %s store", (kind) => {
  test.each([
    ["named: 120 s", { reserve_for: 120 }, 120],
    ["none named: the default, 1800 s", {}, 1_800],
    ["too short: at least 60 s", { reserve_for: 5 }, 60],
    ["the longest: a day", { reserve_for: 86_400 }, 86_400],
  ])("§4 reservation %s", (_, members, seconds) =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await push(aJob("one", members));
      await fetch(["q"]);
      await clock.advance(seconds * 1_000 - 1);
      expect(await engine.timed.expireLeases()).toBe(0);
      await clock.advance(1);
      expect(await engine.timed.expireLeases()).toBe(1);
      expect((await engine.numbers()).sizes).toMatchObject({ working: 0, retries: 1 });
    }),
  );

  test("§4 an expired reservation fails, and counts as processed and failed", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await push(aJob("one", { reserve_for: 60 }));
      await fetch(["q"], aSession("worker-1"));
      await clock.advance(60_000);
      await engine.timed.expireLeases();
      expect(await engine.numbers()).toMatchObject({ processed: 1, failures: 1, reapedReservations: 1 });
      await engine.ack("one_____", "worker-1");
      expect((await engine.numbers()).processed).toBe(1);
      await clock.advance(15_000);
      await engine.timed.promoteRetries();
      const { failure } = parsed(await engine.fetch(["q"], aSession()));
      expect(failure).toMatchObject({ retry_count: 0, errtype: "ReservationExpired", message: "Faktory job reservation expired" });
      expect(failure).not.toHaveProperty("backtrace");
    }));

  test("§4 1,000 leases that end together all fail in one run", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await engine.pushMany(Array.from({ length: 1_000 }, (_, index) => aJob(`job${index}`)));
      await Promise.all(Array.from({ length: 999 }, () => fetch(["q"])));
      await clock.advance(1_000);
      await fetch(["q"]);
      await clock.advance(1_799_000);
      expect(await engine.timed.expireLeases()).toBe(999);
      expect((await engine.numbers()).sizes).toMatchObject({ working: 1, retries: 999 });
      await push(aJob("other"));
      expect(await fetch(["q"])).toBe("other");
    }));

  test.each([
    ["back an hour", -hour],
    ["forward a day", day],
  ])("§4 the clock jumps %s: no lease ends early or late", (_, milliseconds) =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await push(aJob("one", { reserve_for: 60 }));
      await fetch(["q"]);
      await clock.advance(30_000);
      clock.jump(milliseconds);
      await clock.advance(29_999);
      expect(await engine.timed.expireLeases()).toBe(0);
      await clock.advance(1);
      expect(await engine.timed.expireLeases()).toBe(1);
    }),
  );
});

describe.each(storeKinds)("due jobs on the %s store", (kind) => {
  test("§4 a scheduled job enters its queue when it is due, the earliest first", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await push(aJob("second", { at: "2026-01-15T12:00:10.5Z" }), aJob("first", { at: "2026-01-15T12:00:10.25Z" }));
      await clock.advance(10_249);
      expect(await engine.timed.promoteScheduled()).toBe(0);
      await clock.advance(1_000);
      expect(await engine.timed.promoteScheduled()).toBe(2);
      expect([await fetch(["q"]), await fetch(["q"])]).toEqual(["first", "second"]);
      expect((await engine.numbers()).tasks.Scheduled).toMatchObject({ enqueued: 2, cycles: 2 });
    }));

  test("§4 a promoted job wakes the FETCH that waits for it, and its at stays in the payload", () =>
    onBench(kind, async ({ engine, push, clock }) => {
      await push(aJob("one", { at: "2026-01-15T12:00:01Z" }));
      const waiting = engine.fetch(["q"], aSession());
      await clock.advance(1_000);
      await engine.timed.promoteScheduled();
      const job = parsed(await waiting);
      expect(job).toMatchObject({ at: "2026-01-15T12:00:01Z", enqueued_at: "2026-01-15T12:00:01.000000Z" });
    }));

  test("§4 1,001 due at once: one run promotes all of them", () =>
    onBench(kind, async ({ engine, clock }) => {
      await engine.pushMany(Array.from({ length: 1_001 }, (_, index) => aJob(`job${index}`, { at: "2026-01-15T12:00:01Z" })));
      await clock.advance(1_000);
      expect(await engine.timed.promoteScheduled()).toBe(1_001);
      expect((await engine.numbers()).sizes).toMatchObject({ scheduled: 0, queued: 1_001 });
    }));

  test("§4 what is due by the clock after a jump back waits for it", () =>
    onBench(kind, async ({ engine, push, clock }) => {
      await push(aJob("one", { at: "2026-01-15T12:00:01Z" }));
      clock.jump(-hour);
      await clock.advance(1_000);
      expect(await engine.timed.promoteScheduled()).toBe(0);
      clock.jump(hour);
      expect(await engine.timed.promoteScheduled()).toBe(1);
    }));

  test("§4 dead jobs go after 180 days", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await push(aJob("one", { retry: -1 }));
      await fetch(["q"]);
      await engine.fail("one_____", "", {});
      await clock.advance(180 * day - 1);
      expect(await engine.timed.purgeDead()).toBe(0);
      expect((await engine.numbers()).sizes.dead).toBe(1);
      await clock.advance(1);
      expect(await engine.timed.purgeDead()).toBe(1);
      expect(await engine.numbers()).toMatchObject({
        processed: 1,
        failures: 1,
        sizes: { dead: 0 },
        tasks: { Dead: { enqueued: 1, cycles: 2 } },
      });
      expect(clock.wall()).toBe(noon + 180 * day * 1_000);
    }));
});
