import type { JobFacts, Micros } from "../../job/facts.ts";
import type { Failure } from "../../job/failure.ts";
import type { Place, SetName } from "../../job/lifecycle.ts";

/** The store's own name of a stored job: a handle, never a cursor, and never used twice. A jid is not unique. */
export type JobId = number;

/** A job to store. `payload` is as it came out of admission (`job/admission.ts`), written once and never changed. */
export interface NewJob {
  readonly facts: JobFacts;
  readonly payload: Uint8Array;
  /** Due in the future: it goes to scheduled; else to the tail of its queue, now. */
  readonly scheduledAt?: Micros;
  /** From `nextId`, where the job had to have one before it is stored. */
  readonly id?: JobId;
}

/** A stored job as a rule sees it: enough to move it. Whoever got one hands it back to `move` unchanged. */
export interface StoredJob {
  readonly id: JobId;
  readonly place: Place;
  /** Due (scheduled, retries), died (dead), reserved (working) or enqueued (queued). */
  readonly at: Micros;
  readonly jid: string;
  readonly jobtype: string;
  readonly queue: string;
  /** What it asks of the features, bits of `trait`. */
  readonly traits: number;
}

/** A reserved job: what settling it needs, so that ACK and FAIL parse no payload. */
export interface HeldJob extends StoredJob {
  readonly place: "working";
  /** "" where it was fetched by a connection without a wid. */
  readonly wid: string;
  readonly retry: number;
  /** When it entered its queue; unknown after a restart. */
  readonly enqueuedAt?: Micros;
  /** Its failures so far: the stored one, else what the client pushed. */
  readonly failure?: Failure;
  readonly pushedFailure?: JobFacts["pushedFailure"];
}

/** What FETCH hands out. */
export interface ReservedJob extends HeldJob {
  readonly payload: Uint8Array;
  readonly enqueuedAt: Micros;
  /** True where the bytes are no longer those that were stored: never to be handed to a worker (spec §5). */
  readonly isCorrupt: boolean;
}

/** The right to run a job: who has it, and for how long where the job names no time of its own. */
export interface Lease {
  readonly wid: string;
  /** Seconds for a job, from its own wish (spec §4: default, least, most). */
  secondsFor(reserveFor: number | undefined): number;
}

/** A run that failed; the last `limits.attemptsMax` of a job are kept. */
export interface Attempt {
  /** Which failure of the job it was, from 1 on. */
  readonly no: number;
  readonly at: Micros;
  readonly ranMs: number;
  readonly wid: string;
  readonly errtype: string;
  readonly message: string;
}

/** Where a move ends. A run that failed leaves its attempt beside the failure. */
export type Landing =
  | { readonly place: "queued" }
  | { readonly place: "retries" | "dead"; readonly at: Micros; readonly failure?: Failure; readonly attempt?: Attempt }
  | { readonly place: "gone"; readonly failure?: Failure };

/** What a step of `sweep` removed. */
export interface Swept {
  readonly hasMore: boolean;
  /** Those of them that have traits. What FLUSH left is not among them: all that belonged to it is gone. */
  readonly jobs: readonly StoredJob[];
}

/** The jobs and the places they are in. Each method is one atomic step, and may be joined with others of its turn. */
export interface JobsPort {
  /** An id for a job that is to be added in this transaction. */
  nextId(): Promise<JobId>;
  /** Stores a job in scheduled or at the tail of its queue; creates the queue where it is new. */
  add(job: NewJob): Promise<JobId>;
  /** Moves the head of a queue to working. Undefined: it has no job ready, is paused, or doesn't exist. */
  reserve(queue: string, lease: Lease): Promise<ReservedJob | undefined>;
  /** The oldest reservation of a jid, one held by `wid` first (spec §2). */
  held(jid: string, wid: string): Promise<HeldJob | undefined>;
  /** Moves a job out of `job.place`; false, and nothing done, where it is no longer there. */
  move(job: StoredJob, to: Landing): Promise<boolean>;
  /** The first `limit` jobs of scheduled or retries with a due time up to `until`, or of dead that died up to then. */
  due(place: SetName, until: Micros, limit: number): Promise<StoredJob[]>;
  /** At most `limit` jobs of working whose lease has run out by now. */
  lapsed(limit: number): Promise<HeldJob[]>;
  /** Everything stored is gone at once for every other method, what belongs to features too; `sweep` removes what is left of it. */
  clear(): Promise<void>;
  /** Deletes up to `limit` rows that `clear` or a queue's `remove` left behind. */
  sweep(limit: number): Promise<Swept>;
}
