import { limits } from "../limits.ts";
import type { Store } from "../store/store.ts";

/** Removes what REMOVE and FLUSH (spec §3) left behind, a slice of a turn at a time; answers with the number of slices it took. */
export function sweep({ store }: { store: Store }): () => Promise<number> {
  return async () => {
    let slices = 0;
    await store.inSlices("wide", async (tx) => {
      const hasMore = await tx.jobs.sweep(limits.sliceRows);
      tx.afterCommit(() => {
        slices += 1;
      });
      return hasMore;
    });
    return slices;
  };
}
