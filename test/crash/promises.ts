import { type Act, endings, fateOf, lossesBy, type Losses, type Moment } from "./acts.ts";
import { whyBatchBroken } from "./batches.ts";
import {
  argsOf,
  isDrop,
  isRevival,
  type Journal,
  type JournalJob,
  movedBefore,
  pausedQueue,
  removedQueue,
  type Settling,
} from "./journal.ts";
import type { Stored, StoredJob } from "./stored.ts";

/** What happened to the server: a cut of the power may undo FETCH and ACK (spec §5), the end of its process undoes nothing answered. */
export type Crash = "power" | "process";

/** What is held against the promises of spec §5: what the clients knew up to a moment. */
export interface Known {
  readonly journal: Journal;
  readonly until: Moment;
  readonly crash: Crash;
}

/**
 * The promises of spec §5 that a storage breaks, a line each; none, unless there is a defect. A FLUSH that was not answered was done
 * or not, but as a whole: of its ends the one counts that breaks the least.
 */
export function brokenPromises(known: Known, stored: Stored): string[] {
  const ends = endings(known.journal.flushes, known.until).map((flushes) => brokenAfter(flushes, known, stored));
  return ends.reduce((best, end) => (end.length < best.length ? end : best));
}

/** What many jobs at once have met. */
interface Met {
  readonly flushed: Losses;
  readonly removed: Losses;
  /** Failed jobs from before then may have been dropped, dead ones brought back. */
  readonly droppedBefore: Moment;
  readonly revivedBefore: Moment;
}

function brokenAfter(flushes: readonly Act[], known: Known, stored: Stored): string[] {
  const { journal, until } = known;
  const broken = [...stored.faults];
  const flushed = lossesBy(flushes, until);
  const met: Met = {
    flushed,
    removed: both(flushed, lossesBy(journal.removals, until)),
    droppedBefore: movedBefore(journal.churns, isDrop, until),
    revivedBefore: movedBefore(journal.churns, isRevival, until),
  };
  for (const job of journal.jobs.values()) {
    const found = stored.jobs.get(job.jid);
    const losses = job.queue === removedQueue ? met.removed : flushed;
    const reason = fateOf(job, losses) === "kept" ? whyBroken(job, found, known, met) : whyTakenWrongly(job, found, losses);
    if (reason !== undefined) broken.push(`${job.jid} ${reason}`);
  }
  for (const batch of journal.batches.values()) broken.push(...whyBatchBroken(batch, stored, flushed, until));
  if (!mayBePaused(journal, until, stored.paused.includes(pausedQueue)))
    broken.push(`${pausedQueue} has not the pause that was answered last`);
  for (const [jid, { isOfCron }] of stored.jobs) if (!isOfCron && !journal.jobs.has(jid)) broken.push(`${jid} was never pushed`);
  return broken;
}

function both(one: Losses, other: Losses): Losses {
  return {
    surelyBefore: Math.max(one.surelyBefore, other.surelyBefore),
    maybeBefore: Math.max(one.maybeBefore, other.maybeBefore),
  };
}

/** Of a job that a FLUSH or a REMOVE has met: only its bytes are known, and that it has to be gone where it was there before. */
function whyTakenWrongly(job: JournalJob, found: StoredJob | undefined, losses: Losses): string | undefined {
  if (found === undefined) return undefined;
  if (fateOf(job, losses) === "gone") return `is in ${found.place} after a ${job.queue === removedQueue ? "REMOVE" : "FLUSH"} was answered`;
  return whyChanged(job, found);
}

function whyChanged(job: JournalJob, { payload }: StoredJob): string | undefined {
  return payload.includes(`"args":${argsOf(job.jid, job.padding)}`) ? undefined : `has other arguments: ${payload.slice(0, 200)}`;
}

/** Whether a QUEUE PAUSE or RESUME that may have been the last one to last leads there: the last that was answered, or one behind it. */
function mayBePaused({ pauses }: Journal, until: Moment, isPaused: boolean): boolean {
  const sent = pauses.filter((pause) => pause.sent <= until);
  const last = sent.findLastIndex((pause) => (pause.answered ?? Infinity) <= until);
  const before = last < 0 ? [false] : [];
  return [...before, ...sent.slice(Math.max(0, last)).map((pause) => pause.isPaused)].includes(isPaused);
}

function whyBroken(job: JournalJob, found: StoredJob | undefined, { until, crash }: Known, met: Met): string | undefined {
  const settlings = job.settlings.filter((settling) => settling.sent <= until);
  if (found === undefined) {
    const mayBeGone = isOfBatch(job) || settlings.some((one) => endsIt(job, one) || (one.verb === "fail" && one.sent < met.droppedBefore));
    return (job.pushAnswered ?? Infinity) <= until && !mayBeGone ? "is lost" : undefined;
  }
  if (job.pushSent > until) return "is there before it was pushed";
  const changed = whyChanged(job, found);
  if (changed !== undefined) return changed;
  if (job.isScheduled && found.place !== "scheduled" && !isOfBatch(job)) return `is in ${found.place} and should be scheduled`;
  for (const settling of settlings.filter(({ answered = Infinity }) => answered <= until)) {
    const isForGood = settling.verb === "fail" || crash === "process";
    if (isForGood && endsIt(job, settling)) return `is in ${found.place} after its last ${settling.verb} was answered`;
    if (settling.verb === "fail" && !found.hasFailed) return `is in ${found.place} without the failure that was answered`;
    const isDead = settling.verb === "fail" && job.retry < 0 && settling.sent >= met.revivedBefore;
    if (isDead && found.place !== "dead") return `is in ${found.place} and should be dead`;
  }
  if (crash === "process" && job.isHeld && found.place !== "working") return `is in ${found.place}, but somebody holds it`;
  return job.hasLapsed && !job.isHeld && found.place === "working" ? "is in working after its lease ran out" : undefined;
}

/** Where those are, `whyBatchBroken` says. */
function isOfBatch({ jid }: JournalJob): boolean {
  return jid.startsWith("batch-");
}

function endsIt(job: JournalJob, { verb }: Settling): boolean {
  return verb === "ack" || job.retry === 0;
}
