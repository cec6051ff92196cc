import { expect, test } from "bun:test";
import { suiteNeeding } from "../support/toolchain.ts";
import { runBench } from "./bench.ts";
import { pickCases } from "./cases.ts";
import { instant, millrace, onMillrace } from "./contenders.ts";
import { buildLoad, drive } from "./load.ts";
import type { Runs } from "./report.ts";

const pace = { seconds: 0.5, warmSeconds: 0.2, procs: 1 };

/** The bench measures, so nothing here looks at a time: only that it runs, and that what was asked was answered. */
suiteNeeding(["go"], "bench", () => {
  test("§3 PUSH, FETCH, ACK: under the bench's load each pushed job is fetched once and acknowledged", async () => {
    const seen: Runs[] = [];
    const plan = { cases: pickCases(["cycle-10"]), contenders: [instant, millrace], rounds: 1, pace };
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

  test.each(["split-100", "fail-100"])(
    "§3 also where %s pushes and fetches apart, or lets jobs fail",
    async (name) => {
      const seen: Runs[] = [];
      await runBench({ cases: pickCases([name]), contenders: [millrace], rounds: 1, pace }, (_case, all) => seen.push(...all));
      const [round] = seen[0]?.rounds ?? [];
      expect(round?.jobs).toBeGreaterThan(0);
      expect(round?.fetched).toBe(round?.pushed ?? -1);
      expect((round?.acked ?? 0) + (round?.failed ?? 0)).toBe(round?.fetched ?? -1);
      expect((round?.failed ?? 0) > 0).toBe(name === "fail-100");
    },
    60_000,
  );

  test("§4 each scheduled job comes once, and says when it entered its queue", async () => {
    buildLoad();
    await onMillrace(async ({ port }) => {
      const load = { addr: `127.0.0.1:${port}`, workload: "due", jobs: 2_000, "due-in": "1500ms", "due-over": "1s" };
      const { pushed, fetched, verbs } = await drive({ ...load, conns: 4, rate: 100, warm: "100ms", seconds: "1500ms" });
      expect(fetched).toBe(pushed);
      expect(pushed).toBeGreaterThan(2_000);
      expect(verbs.map((one) => one.verb)).toEqual(["PUSH", "FETCH", "ACK", "promoted", "received"]);
    });
  }, 60_000);
});
