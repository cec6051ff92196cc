import type { Failure } from "../job/failure.ts";
import { handOut } from "../job/handout.ts";
import { leaseSeconds } from "../job/lease.ts";
import { formatTimestamp } from "../job/timestamp.ts";
import { limits } from "../limits.ts";
import type { HeldJob, Lease, ReservedJob } from "../store/ports/jobs.ts";
import type { Tx } from "../store/store.ts";
import { noteQueues } from "./fetched-queues.ts";
import type { EngineParts } from "./parts.ts";
import { printable } from "./printable.ts";
import type { Verbs } from "./verbs.ts";
import type { Waiters } from "./waiters.ts";

/** A try of a FETCH. */
export interface Try {
  /** In the order in which they are tried. */
  readonly queues: readonly string[];
  readonly wid: string;
  /** Asked when it is its turn. */
  readonly mayTake: () => boolean;
  readonly isAhead: boolean;
}

/** Takes the first job of the first queue that has one. */
export type Attempt = (attempt: Try) => Promise<ReservedJob | undefined>;

interface FetchParts extends Pick<EngineParts, "clock" | "points"> {
  readonly waiters: Waiters;
  readonly attempt: Attempt;
}

/** §3 FETCH: a job at once, or within 2 s, or nothing. */
export function fetch({ clock, waiters, attempt, points }: FetchParts): Verbs["fetch"] {
  return async (queues, session) => {
    const deadline = clock.monotonic() + limits.fetchWaitMs;
    noteQueues(session, queues);
    const wakesBefore = waiters.wakeCount();
    const untried = queues.filter((queue) => !waiters.isAwaited(queue) || points.isPerWorker(queue));
    const mayTake = () => waiters.mayTake(session);
    const job =
      (await attempt({ queues: untried, wid: session.wid, mayTake, isAhead: false })) ??
      (await waiters.wait({ session, queues, deadline, isStale: waiters.wakeCount() !== wakesBefore }));
    return job === undefined ? undefined : handOut(job.payload, job.enqueuedAt, job.failure);
  };
}

/** Makes the try that FETCH and its wait share (spec §3: queues strictly in their order; §5: no corrupt payload reaches a worker). */
export function attempts(parts: EngineParts): Attempt {
  const { store } = parts;
  return async ({ queues, wid, mayTake, isAhead }) => {
    const lease: Lease = { wid, secondsFor: leaseSeconds };
    let from = 0;
    // Also where it leaves all its queues to those who wait: its turn gives it its place behind them, and before those who come later.
    do {
      // Asked when it is its turn: until then the connection may close, or its worker become quiet.
      const work = async (tx: Tx) => (mayTake() ? reserveFirst(tx, parts, { queues, from, lease }) : { next: queues.length });
      const found: Found = await store.transact("committed", work, { isAhead });
      if (found.job !== undefined) return found.job;
      from = found.next;
    } while (from < queues.length);
    return undefined;
  };
}

interface Search {
  readonly queues: readonly string[];
  readonly from: number;
  readonly lease: Lease;
}

/** The job, or the place in the list of queues where the search goes on in the next turn. */
interface Found {
  readonly job?: ReservedJob;
  readonly next: number;
}

/** What one turn takes of the search: it is bounded in queues looked at and jobs put away. */
async function reserveFirst(tx: Tx, parts: EngineParts, { queues, from, lease }: Search): Promise<Found> {
  const { points } = parts;
  const to = Math.min(queues.length, from + limits.queuesPerTurnMax);
  let putAway = 0;
  for (let next = from; next < to; next += 1) {
    const queue = queues[next] ?? "";
    const isGuarded = points.guards(queue);
    if (isGuarded && !(await points.take(tx, queue, lease.wid))) continue;
    let job = await tx.jobs.reserve(queue, lease);
    while (job !== undefined && (job.isCorrupt || job.traits !== 0) && !(await mayGoOut(tx, parts, job))) {
      putAway += 1;
      job = putAway < limits.putAwayPerTurnMax ? await tx.jobs.reserve(queue, lease) : undefined;
    }
    if (isGuarded) await points.settle(tx, queue, lease.wid, job);
    if (job !== undefined) return { job, next };
    if (putAway >= limits.putAwayPerTurnMax) return { next };
  }
  return { next: to };
}

/** Whether a job that was reserved is for its worker; one that is not has been put away. */
async function mayGoOut(tx: Tx, { points, move, log }: EngineParts, job: ReservedJob): Promise<boolean> {
  if (job.isCorrupt) {
    await move(tx, "corrupt", job, { place: "dead", at: tx.now, failure: corruption(job, formatTimestamp(tx.now)) });
    tx.afterCommit(() => log.error(`the stored bytes of job ${printable(job.jid)} in queue ${job.queue} have changed: it is dead`));
    return false;
  }
  if (!(await points.offer(tx, job))) {
    await move(tx, "lapse", job, { place: "gone" });
    return false;
  }
  await points.moved(tx, job, { verb: "reserve", from: "queued", to: "working" });
  return true;
}

/** What a job's failure says when its bytes changed on the disk (spec §5). */
function corruption({ failure, pushedFailure }: HeldJob, now: string): Failure {
  return {
    retryCount: failure?.retryCount ?? pushedFailure?.retryCount ?? 0,
    remaining: 0,
    failedAt: failure?.failedAt ?? pushedFailure?.failedAt ?? now,
    errtype: "CorruptPayload",
    message: "the stored bytes of this job have changed on the disk",
  };
}
