import type { Micros } from "../job/facts.ts";
import type { Throttle } from "../job/throttle.ts";
import type { Cursor } from "../store/ports/lists.ts";
import type { JobUses, ViewedBatch, ViewedFamily } from "../store/ports/view-features.ts";
import type { JobRow, RunningJob } from "./shown.ts";

/** What a job uses of the features (spec §6), with its lock's end by the wall clock. */
export interface JobUsesShown extends JobUses {
  readonly lockedUntil?: Micros;
}

/** A throttled queue. */
export interface ThrottleShown {
  readonly queue: string;
  readonly throttle: Throttle;
  readonly taken: number;
  /** Jobs that wait in the queue. */
  readonly waiting: number;
  /** Some of the jobs that take the slots up, the longest first; none of a rate. */
  readonly holders: readonly RunningJob[];
}

/** A part of all batches that are within no other. */
export interface BatchesPage {
  readonly rows: readonly ViewedBatch[];
  /** Batches this answer looked at. */
  readonly looked: number;
  readonly next?: Cursor;
}

/** A batch, those around it, its callbacks, and some of its failed jobs, the last ones first. */
export interface BatchShown extends ViewedFamily {
  readonly retrying: readonly JobRow[];
  readonly dead: readonly JobRow[];
}
