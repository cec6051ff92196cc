import { isLegal, type Verb } from "../job/lifecycle.ts";
import { assert } from "../result.ts";
import type { Landing, StoredJob } from "../store/ports/jobs.ts";
import type { Tx } from "../store/store.ts";

/** The moves that count as processed (spec §3 INFO), with whether they count as a failure too. */
const settles: Partial<Record<Verb, { readonly failed: boolean }>> = {
  ack: { failed: false },
  fail: { failed: true },
  expire: { failed: true },
};

/** The one door (spec §2 states): moves a job if the lifecycle allows it, and counts it; false where the job is no longer in its place. */
export async function move(tx: Tx, verb: Verb, job: StoredJob, to: Landing): Promise<boolean> {
  assert(isLegal(verb, job.place, to.place), `${verb} may not take a job from ${job.place} to ${to.place}`);
  if (!(await tx.jobs.move(job, to))) return false;
  const count = settles[verb];
  if (count !== undefined) await tx.counters.settled(count.failed);
  return true;
}
