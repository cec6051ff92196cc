import { describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import type { PageAsk } from "../../../src/store/ports/view.ts";
import type { Store } from "../../../src/store/store.ts";
import { limits } from "../../../src/limits.ts";
import { aJob } from "../contract/a-job.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { openIn, temporaryDirectory } from "./storage.ts";

const jobs = limits.skippedRowsFew + 300;

async function withJobs(act: (store: Store) => Promise<void>): Promise<void> {
  const directory = temporaryDirectory();
  const store = openIn(directory, manualClock());
  try {
    await store.transact("synced", async (tx) => {
      for (let n = 0; n < jobs; n++) {
        await tx.jobs.add(aJob(`q-${n}`));
        await tx.jobs.add(aJob(`s-${n}`, { scheduledAt: (n + 1) * 1_000_000 }));
      }
    });
    await act(store);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function pageAt(store: Store, ask: Pick<PageAsk, "list" | "order" | "size"> & { skip: number }): Promise<[string[], boolean]> {
  const part = await store.read((view) => view.page({ ...ask, from: { skip: ask.skip }, limit: 3 }));
  return [part?.jobs.map((job) => job.jid) ?? [], part?.isEstimated ?? true];
}

describe("§8 a page deep in a list", () => {
  const skip = limits.skippedRowsFew + 200;

  test("of a queue without gaps, and of a set, is exact in both directions", () =>
    withJobs(async (store) => {
      for (const [list, letter] of [
        ["queue:default", "q"],
        ["scheduled", "s"],
      ] as const) {
        expect(await pageAt(store, { list, order: "first", size: jobs, skip })).toEqual([
          [0, 1, 2].map((n) => `${letter}-${skip + n}`),
          false,
        ]);
        const fromEnd = [0, 1, 2].map((n) => `${letter}-${jobs - 1 - skip - n}`);
        expect(await pageAt(store, { list, order: "last", size: jobs, skip })).toEqual([fromEnd, false]);
      }
    }));

  test("of a queue with a gap is exact", () =>
    withJobs(async (store) => {
      await store.transact("synced", async (tx) => {
        const page = await tx.lists.scan("queue:default", { after: "", freeze: jobs + 1, limit: 2 });
        const second = page.jobs[1];
        if (second !== undefined) await tx.jobs.move(second, { place: "gone" });
      });
      const found = await pageAt(store, { list: "queue:default", order: "first", size: jobs - 1, skip });
      expect(found).toEqual([[1, 2, 3].map((n) => `q-${skip + n}`), false]);
    }));

  test("beyond what is passed over is counted from the nearer end, or estimated in the middle", () =>
    withJobs(async (store) => {
      const [far, size] = [limits.skippedRowsMax + 1, 3 * limits.skippedRowsMax];
      const nearEnd = limits.skippedRowsMax + jobs - 2;
      const found = await pageAt(store, { list: "scheduled", order: "first", size: limits.skippedRowsMax + jobs, skip: nearEnd });
      expect(found).toEqual([[`s-${jobs - 2}`, `s-${jobs - 1}`], false]);
      const [middle, isEstimated] = await pageAt(store, { list: "scheduled", order: "first", size, skip: far });
      expect([middle.length, isEstimated]).toEqual([3, true]);
      const first = Number(middle[0]?.slice("s-".length));
      expect(Math.abs(first - (jobs * far) / size)).toBeLessThan(3);
    }));
});
