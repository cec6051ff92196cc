import { expect, test } from "bun:test";
import { suiteNeeding } from "../support/toolchain.ts";
import { runBench } from "./bench.ts";
import { pickCases } from "./cases.ts";
import { instant, millrace } from "./contenders.ts";
import type { Runs } from "./report.ts";

/** The bench measures, so nothing here looks at a time: only that it runs, and that what was asked was answered. */
suiteNeeding(["go"], "bench", () => {
  test("§3 PUSH, FETCH, ACK: under the bench's load each pushed job is fetched once and acknowledged", async () => {
    const seen: Runs[] = [];
    const plan = {
      cases: pickCases(["cycle-10"]),
      contenders: [instant, millrace],
      rounds: 1,
      pace: { seconds: 1, warmSeconds: 0.2, procs: 1 },
    };
    await runBench(plan, (_case, all) => seen.push(...all));
    expect(seen.map((runs) => runs.contender)).toEqual(["instant", "millrace"]);
    for (const { rounds } of seen) {
      expect(rounds).toHaveLength(1);
      for (const { jobs, pushed, fetched, acked, verbs } of rounds) {
        expect(jobs).toBeGreaterThan(0);
        expect([fetched, acked]).toEqual([pushed, pushed]);
        expect(verbs.map((one) => one.verb)).toEqual(["PUSH", "FETCH", "ACK"]);
      }
    }
  }, 120_000);
});
