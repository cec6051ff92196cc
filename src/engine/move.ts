import { isLegal, type Verb } from "../job/lifecycle.ts";
import { assert } from "../result.ts";
import type { Landing, StoredJob } from "../store/ports/jobs.ts";
import type { Tx } from "../store/store.ts";
import type { Events } from "./events.ts";
import type { Points } from "./points.ts";
import { tellOfMove } from "./telling.ts";

/** The moves that count as processed (spec §3 INFO), with whether they count as a failure too. */
const settles: Partial<Record<Verb, { readonly failed: boolean }>> = {
  ack: { failed: false },
  fail: { failed: true },
  expire: { failed: true },
};

/** Moves a job out of its place; false, and nothing done, where it is no longer there. */
export type Mover = (tx: Tx, verb: Verb, job: StoredJob, to: Landing) => Promise<boolean>;

/** The one door (spec §2 states): moves a job if the lifecycle allows it, counts it, and tells the features whose traits it has and whoever listens. */
export function mover(points: Points, events: Events): Mover {
  return async (tx, verb, job, to) => {
    assert(isLegal(verb, job.place, to.place), `${verb} may not take a job from ${job.place} to ${to.place}`);
    if (!(await tx.jobs.move(job, to))) return false;
    const count = settles[verb];
    if (count !== undefined) await tx.counters.settled(count.failed);
    if (job.traits !== 0) await points.moved(tx, job, { verb, from: job.place, to: to.place });
    if (events.isHeard) tellOfMove(tx, events, { verb, job, to });
    return true;
  };
}
