import { describe, expect, test } from "bun:test";
import { aJob, aSession, type Bench, onBench, parsed, type TestSession } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";

const join = ({ engine }: Bench, wid: string): TestSession => {
  const session = aSession(wid);
  engine.workers.join(session, { wid, hostname: "host", pid: 1, labels: [] });
  return session;
};
const vanish = ({ engine }: Bench, session: TestSession): void => {
  session.close();
  engine.leave(session);
};

/** So many seconds pass, with a look each second. */
async function pass({ engine, clock }: Bench, seconds: number): Promise<number> {
  let failed = 0;
  for (let second = 0; second < seconds; second += 1) {
    await clock.advance(1_000);
    failed += await engine.timed.expireLeases();
  }
  return failed;
}

describe.each(storeKinds)("§3 release_after on the %s store", (kind) => {
  const released = (title: string, story: (bench: Bench) => Promise<void>) =>
    test(title, () => onBench(kind, story, { releaseAfterMs: 10_000 }));

  released("§3 the jobs of a worker that vanished fail so much later, as a reservation that ended", async (bench) => {
    const { engine, push, fetch, clock } = bench;
    const [lost, other] = [join(bench, "lost"), join(bench, "other")];
    await push(aJob("one"), aJob("two"), aJob("three"), aJob("nobody's"));
    expect([await fetch(["q"], lost), await fetch(["q"], other), await fetch(["q"], lost), await fetch(["q"])]).toHaveLength(4);
    vanish(bench, lost);
    expect(await pass(bench, 10)).toBe(0);
    expect(await pass(bench, 1)).toBe(2);
    expect(await engine.numbers()).toMatchObject({ processed: 2, failures: 2, reapedReservations: 2, sizes: { working: 2, retries: 2 } });
    await clock.advance(60_000);
    await engine.timed.promoteRetries();
    const again = parsed(await engine.fetch(["q"], aSession()));
    expect(again["failure"]).toMatchObject({ errtype: "WorkerVanished", message: "Worker lost vanished" });
  });

  released("§3 one that comes back in time keeps its jobs", async (bench) => {
    const lost = join(bench, "lost");
    await bench.push(aJob("one"));
    await bench.fetch(["q"], lost);
    vanish(bench, lost);
    await pass(bench, 9);
    const again = join(bench, "lost");
    expect(await pass(bench, 20)).toBe(0);
    vanish(bench, again);
    expect(await pass(bench, 10)).toBe(0);
    expect(await pass(bench, 2)).toBe(1);
  });

  test("§3 off by default: its jobs stay reserved until their reservation ends", () =>
    onBench(kind, async (bench) => {
      const lost = join(bench, "lost");
      await bench.push(aJob("one"));
      await bench.fetch(["q"], lost);
      vanish(bench, lost);
      expect(await pass(bench, 100)).toBe(0);
    }));
});
