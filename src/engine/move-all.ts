import { limits } from "../limits.ts";
import type { StoredJob } from "../store/ports/jobs.ts";
import type { Store, Tx } from "../store/store.ts";

interface Slices<T extends StoredJob> {
  /** The next jobs, at most `limit`: fewer only where there are no more. */
  next(tx: Tx, limit: number): Promise<readonly T[]>;
  /** False where the job is no longer where it was listed. */
  move(tx: Tx, job: T): Promise<boolean>;
}

/** Moves jobs, a slice of a turn at a time (spec §4 timed work), until none is left; answers with the number that were moved. */
export async function moveAll<T extends StoredJob>(store: Store, { next, move }: Slices<T>): Promise<number> {
  let moved = 0;
  await store.inSlices("timed", async (tx) => {
    const jobs = await next(tx, limits.sliceRows);
    let count = 0;
    for (const job of jobs) if (await move(tx, job)) count += 1;
    // Only then: the step may be run again.
    tx.afterCommit(() => {
      moved += count;
    });
    return jobs.length === limits.sliceRows;
  });
  return moved;
}
