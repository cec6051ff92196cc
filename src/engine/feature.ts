import type { Admitted } from "../job/admission.ts";
import type { Place, Target, Verb } from "../job/lifecycle.ts";
import type { Refusal, Result } from "../result.ts";
import type { JobId, NewJob, ReservedJob, StoredJob } from "../store/ports/jobs.ts";
import type { Tx } from "../store/store.ts";
import type { Parts } from "./parts.ts";

/** A job at the door: it has an id, and is not stored yet. */
export type Candidate = NewJob & { readonly id: JobId };

/** A move that was made, in the lifecycle's own words; `from` is undefined for a push. */
export interface Move {
  readonly verb: Verb;
  readonly from: Place | undefined;
  readonly to: Target;
  /** Of a push: the job as it stood at the door. */
  readonly pushed?: Candidate;
}

/**
 * A feature (spec §6): what it does at the five points of a job's life. The engine asks it only about jobs that have one of its
 * traits, within the transaction of the move itself, so that neither can be undone without the other. It reads what else it must
 * know of a job from its own tables, by the job's id.
 */
export interface Feature {
  /** The jobs it is asked about: bits of `trait`; 0: none. */
  readonly traits: number;
  /**
   * May refuse a push. Features are asked in the order of their list, and the first refusal ends it; so whoever takes something here
   * stands last, and all others write only once the job was `moved` by the push.
   */
  admit?(tx: Tx, job: Candidate): Promise<Refusal | undefined>;
  /** Whether a FETCH may look into a queue; for queues, not for jobs. */
  readonly openQueue?: QueueGate;
  /** False drops a job that was just reserved, instead of handing it out. */
  offer?(tx: Tx, job: ReservedJob): Promise<boolean>;
  /** After every move of a job, whatever moved it; FLUSH is none, since it empties the feature's tables too. A dropped queue's jobs are swept as discarded. */
  moved?(tx: Tx, job: StoredJob, move: Move): Promise<void>;
  /** A slice of its own timed work: milliseconds until it wants to be called again, 0 for at once. */
  due?(tx: Tx): Promise<number>;
}

/** What stands before a queue. */
export interface QueueGate {
  /** Asked of each queue that a FETCH looks into: false for those that are free for all. */
  guards(queue: string): boolean;
  /** Whether it may let one worker in and not another: then none that comes later may be kept behind one that waits. */
  isPerWorker(queue: string): boolean;
  /** Takes what one hand-out needs; false passes the queue over. */
  take(tx: Tx, queue: string, wid: string): Promise<boolean>;
  /** After each `take`, in the same work: the job it was for, or undefined where the queue had none. */
  settle(tx: Tx, queue: string, wid: string, job: ReservedJob | undefined): Promise<void>;
}

/** What a feature is built from. */
export interface FeatureParts extends Parts {
  /** Pushes a job of the feature's own, within its transaction, past all features (spec §2). */
  push(tx: Tx, job: Admitted): Promise<Result<JobId>>;
  /** Why no job is taken just now (spec §5), for commands that lead to jobs; undefined while they are. */
  refusesJobs(): Refusal | undefined;
}
