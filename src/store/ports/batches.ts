import type { BatchCounts, CallbackKind } from "../../job/batch.ts";
import type { Micros } from "../../job/facts.ts";
import type { JobId } from "./jobs.ts";

/** A batch to store (spec §6 BATCH NEW); each callback is the JSON of its job. */
export interface NewBatch {
  readonly bid: string;
  readonly parent?: string;
  readonly description?: string;
  readonly callbacks: ReadonlyMap<CallbackKind, Uint8Array>;
}

/** A batch as BATCH STATUS shows it. */
export interface Batch extends BatchCounts {
  readonly bid: string;
  readonly parent?: string;
  readonly description?: string;
  readonly created: Micros;
}

/** A callback whose time has come: it is to be enqueued within the same transaction, and `called` then says as which job. */
export interface Callback {
  readonly bid: string;
  readonly kind: CallbackKind;
  readonly job: Uint8Array;
}

/** What a job of a batch did: it was acked or left, its run failed, or it is gone and failed for good. */
export interface BatchRun {
  readonly what: "acked" | "failed" | "lost";
  readonly hasDied: boolean;
}

/** What a step of `lapse` forgot. */
export interface LapsedBatches {
  readonly hasMore: boolean;
  /** Those that were never committed. */
  readonly uncommitted: readonly string[];
  readonly callbacks: readonly Callback[];
}

/** The batches with their counts. Each method counts and looks at once which callbacks are due, of parents too (`job/batch.ts`). */
export interface BatchesPort {
  /** Refused: there is no such parent, or it is nested too deep. */
  create(batch: NewBatch): Promise<"created" | "no parent" | "too deep">;
  /** Undefined: there is none, or it has lapsed. */
  find(bid: string): Promise<Batch | undefined>;
  /** A job becomes one of the batch; nothing where there is no such batch. */
  join(job: JobId, bid: string): Promise<void>;
  /** OPEN and COMMIT; undefined where there is no such batch. */
  setOpen(bid: string, isOpen: boolean): Promise<readonly Callback[] | undefined>;
  /** A job of a batch, if it is one: the bid and the callbacks that are due. */
  ran(job: JobId, run: BatchRun): Promise<{ readonly bid: string; readonly callbacks: readonly Callback[] } | undefined>;
  /** A callback was enqueued as that job. */
  called(callback: Callback, job: JobId): Promise<void>;
  /** The job of a callback is gone: acked, or not. */
  answered(job: JobId, isAcked: boolean): Promise<readonly Callback[]>;
  /** Forgets up to `limit` batches that were not committed in time or ended long ago. */
  lapse(limit: number): Promise<LapsedBatches>;
}
