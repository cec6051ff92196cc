import { describe, expect, test } from "bun:test";
import { aJob, aSession, onBench, parsed } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";

const report = { errtype: "Boom", message: "it broke", backtrace: ["a.rb:1", "b.rb:2"] };
const second = 1_000_000;

describe.each(storeKinds)("ACK and FAIL on the %s store", (kind) => {
  test("§3 ACK: the job is gone and counted", () =>
    onBench(kind, async ({ engine, push, fetch }) => {
      await push(aJob("one"));
      await fetch(["q"]);
      await engine.ack("one_____", "");
      const { sizes, processed, failures } = await engine.numbers();
      expect(sizes).toEqual({ scheduled: 0, queued: 0, working: 0, retries: 0, dead: 0 });
      expect([processed, failures]).toEqual([1, 0]);
    }));

  test("§3 ACK: a late one does nothing and counts nothing", () =>
    onBench(kind, async ({ engine, push, fetch }) => {
      await push(aJob("one"));
      await engine.ack("one_____", "");
      await fetch(["q"]);
      await engine.ack("one_____", "");
      await engine.ack("one_____", "");
      expect(await engine.numbers()).toMatchObject({ processed: 1, failures: 0, sizes: { working: 0 } });
    }));

  test("§2 ACK settles a reservation of the same worker first, then the oldest", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      const workers = ["anna", "bert", "carl"].map((wid) => aSession(wid));
      await push(aJob("same"), aJob("same"), aJob("same"));
      for (const worker of workers) {
        await fetch(["q"], worker);
        await clock.advance(10);
      }
      const holders = () => engine.numbers().then((numbers) => numbers.sizes.working);
      await engine.ack("same____", "bert");
      expect(await holders()).toBe(2);
      // Whose reservations are left shows in whose lease ends first: anna's was the oldest.
      await engine.ack("same____", "nobody");
      await clock.advance(1_800_000 - 20);
      expect(await engine.timed.expireLeases()).toBe(0);
      await clock.advance(10);
      expect(await engine.timed.expireLeases()).toBe(1);
    }));

  test("§2 two ACKs at once of a jid pushed twice settle both", () =>
    onBench(kind, async ({ engine, push, fetch }) => {
      await push(aJob("twin"), aJob("twin"));
      await fetch(["q"]);
      await fetch(["q"]);
      await Promise.all([engine.ack("twin____", ""), engine.ack("twin____", "")]);
      expect(await engine.numbers()).toMatchObject({ processed: 2, sizes: { working: 0 } });
    }));

  test("§2 an ACK and a FAIL at once of one reservation: one of them settles it", () =>
    onBench(kind, async ({ engine, push, fetch }) => {
      await push(aJob("one"));
      await fetch(["q"]);
      const [, failed] = await Promise.all([engine.ack("one_____", ""), engine.fail("one_____", "", report)]);
      expect(failed).toEqual({ ok: false, code: "ERR", message: "Job not found one_____" });
      expect(await engine.numbers()).toMatchObject({ processed: 1, failures: 0, sizes: { working: 0, retries: 0 } });
    }));

  test("§3 FAIL: nobody holds the job", () =>
    onBench(kind, async ({ engine }) => {
      const refused = (message: string) => ({ ok: false, code: "ERR", message }) as const;
      expect(await engine.fail("nosuchjob", "", {})).toEqual(refused("Job not found nosuchjob"));
      expect(await engine.fail("no\r\nsuch\u2028job", "", {})).toEqual(refused("Job not found no??such?job"));
      expect(await engine.fail("😀".repeat(1_000), "", {})).toEqual(refused(`Job not found ${"😀".repeat(200)}...`));
      expect((await engine.numbers()).failures).toBe(0);
    }));

  test("§2 a failure sends the job to retries, with what FETCH then says of it", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await push(aJob("one", { retry: 3 }));
      await fetch(["q"]);
      await clock.advance(5_000);
      expect(await engine.fail("one_____", "", report)).toEqual({ ok: true, value: undefined });
      expect(await engine.numbers()).toMatchObject({ processed: 1, failures: 1, sizes: { working: 0, retries: 1 } });
      await clock.advance(15_000);
      expect(await engine.timed.promoteRetries()).toBe(1);
      const { failure } = parsed(await engine.fetch(["q"], aSession()));
      expect(failure).toMatchObject({ retry_count: 0, remaining: 3, failed_at: "2026-01-15T12:00:05.000000Z", ...report });
    }));

  test("§2 the retry path: a failure after the last retry is the end in dead", () =>
    onBench(kind, async ({ engine, push, fetch, clock }) => {
      await push(aJob("one", { retry: 2 }));
      const dueAfterMs = [15_000, 16_000, 0];
      const sizes = [];
      for (const wait of dueAfterMs) {
        await fetch(["q"]);
        await engine.fail("one_____", "", report);
        const { retries, dead } = (await engine.numbers()).sizes;
        sizes.push({ retries, dead });
        await clock.advance(wait);
        await engine.timed.promoteRetries();
      }
      expect(sizes).toEqual([
        { retries: 1, dead: 0 },
        { retries: 1, dead: 0 },
        { retries: 0, dead: 1 },
      ]);
    }));

  test.each([
    [0, { retries: 0, dead: 0 }],
    [-1, { retries: 0, dead: 1 }],
    [1, { retries: 1, dead: 0 }],
  ])("§2 the first failure with retry %p", (retry, sizes) =>
    onBench(kind, async ({ engine, push, fetch }) => {
      await push(aJob("one", { retry }));
      await fetch(["q"]);
      await engine.fail("one_____", "", report);
      expect(await engine.numbers()).toMatchObject({ failures: 1, sizes: { ...sizes, working: 0 } });
    }),
  );

  test("§3 history keeps processed and failures per UTC day", () =>
    onBench(kind, async ({ engine, store, push, fetch, clock }) => {
      await push(aJob("one"), aJob("two"), aJob("three"));
      for (let count = 0; count < 3; count += 1) await fetch(["q"]);
      await engine.ack("one_____", "");
      await engine.fail("two_____", "", report);
      clock.jump(12 * 3_600_000 - 1);
      expect(clock.wall() % (86_400 * second)).toBe(86_400 * second - 1_000);
      clock.jump(1);
      await engine.ack("three___", "");
      const history = await store.transact("committed", (tx) => tx.counters.history(10));
      expect(history).toEqual([
        { day: "2026-01-16", processed: 1, failures: 0 },
        { day: "2026-01-15", processed: 2, failures: 1 },
      ]);
    }));
});
