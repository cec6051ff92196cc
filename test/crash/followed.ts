import type { Act, Moment } from "./acts.ts";
import type { JournalJob, Settling } from "./journal.ts";

/** The callbacks that are followed, in the order in which they come. */
export const followedKinds = ["complete", "success"] as const;

/** One of `followedKinds`. */
export type FollowedKind = (typeof followedKinds)[number];

/** A BATCH COMMIT or a BATCH OPEN. */
export interface Turn extends Act {
  readonly isOpen: boolean;
}

/** A batch whose callbacks come, as its clients know it; one of them at a time speaks of it, so that the order of what was sent is known. */
export interface FollowedBatch {
  readonly bid: string;
  /** Begins the jid of each job. */
  readonly name: string;
  readonly madeAtMs: number;
  /** Its BATCH NEW is a push to those who ask what a FLUSH has taken. */
  readonly pushSent: Moment;
  readonly pushAnswered: Moment;
  readonly jobs: JournalJob[];
  readonly callbacks: Readonly<Partial<Record<FollowedKind, JournalJob>>>;
  readonly turns: Turn[];
  /** Those that may have come before its last jobs were pushed. */
  readonly early: Set<FollowedKind>;
}

/** A callback, by whose it is. */
export interface FollowedCallback {
  readonly batch: FollowedBatch;
  readonly kind: FollowedKind;
  readonly job: JournalJob;
}

/** A FETCH was answered with it, at some time. */
export function wasHandedOut({ isHeld, settlings }: JournalJob): boolean {
  return isHeld || settlings.length > 0;
}

/** Somebody sent its ACK, or its FAIL. */
export function wasSettled({ settlings }: JournalJob, verb: Settling["verb"]): boolean {
  return settlings.some((settling) => settling.verb === verb);
}

/** Why a callback must not be handed out yet, by what was sent for the jobs of its batch; those of `left` may have left it. */
export function whyTooEarly({ batch, kind }: FollowedCallback, left: string): string | undefined {
  const { turns, early, jobs, callbacks } = batch;
  if (turns.length === 0) return "no COMMIT of its batch was sent";
  if (early.has(kind)) return undefined;
  // A MUTATE may drop one that has failed: it leaves the batch as if acked.
  const isDone = (job: JournalJob) => wasSettled(job, "ack") || (wasSettled(job, "fail") && (kind === "complete" || job.retry !== 0));
  const first = jobs.find((job) => job.pushAnswered !== undefined && job.queue !== left && !isDone(job));
  if (first !== undefined) return `${first.jid} of its batch has not ${kind === "complete" ? "run" : "succeeded"}`;
  const { complete } = callbacks;
  return kind === "success" && complete !== undefined && !wasSettled(complete, "ack") ? `${complete.jid} has not succeeded` : undefined;
}
