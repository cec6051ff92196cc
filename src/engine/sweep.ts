import { limits } from "../limits.ts";
import type { Tx } from "../store/store.ts";
import type { EngineParts } from "./parts.ts";

/** Removes what REMOVE and FLUSH (spec §3) left behind, a slice of a turn at a time; answers with the number of slices it took. */
export function sweep(parts: EngineParts): () => Promise<number> {
  const { store } = parts;
  return async () => {
    let slices = 0;
    await store.inSlices("wide", async (tx) => {
      const hasMore = await sweepStep(tx, parts);
      tx.afterCommit(() => {
        slices += 1;
      });
      return hasMore;
    });
    return slices;
  };
}

/** Removes a slice of it; the features hear of its jobs as discarded. False where nothing is left. */
export async function sweepStep(tx: Tx, { points }: Pick<EngineParts, "points">): Promise<boolean> {
  const { hasMore, jobs } = await tx.jobs.sweep(limits.sliceRows);
  for (const job of jobs) await points.moved(tx, job, { verb: "discard", from: job.place, to: "gone" });
  return hasMore;
}
