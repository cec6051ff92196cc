import type { Clock } from "../clock.ts";
import { limits } from "../limits.ts";
import type { StoredJob } from "../store/ports/jobs.ts";
import type { Store, Tx } from "../store/store.ts";
import { within } from "./within.ts";

interface Slices<T extends StoredJob> {
  /** The next jobs, at most `limit`: fewer only where there are no more. */
  next(tx: Tx, limit: number): Promise<readonly T[]>;
  /** False where the job is no longer where it was listed. */
  move(tx: Tx, job: T): Promise<boolean>;
}

/** Moves jobs, a slice of a turn at a time (spec §4 timed work), until none is left; answers with the number that were moved. */
export async function moveAll<T extends StoredJob>(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { next, move }: Slices<T>,
): Promise<number> {
  let moved = 0;
  await store.inSlices("timed", async (tx) => {
    const isOver = within(clock, limits.sliceMsMax);
    const jobs = await next(tx, limits.sliceRows);
    let count = 0;
    let tried = 0;
    while (tried < jobs.length) {
      if (await move(tx, jobs[tried]!)) count += 1;
      tried += 1;
      // A job that goes may have been 64 MiB long.
      if (isOver()) break;
    }
    // Only then: the step may be run again.
    tx.afterCommit(() => {
      moved += count;
    });
    return tried < jobs.length || jobs.length === limits.sliceRows;
  });
  return moved;
}
