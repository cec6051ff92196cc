import type { CallbackKind } from "../../job/batch.ts";
import type { Micros } from "../../job/facts.ts";
import type { Batch } from "./batches.ts";
import type { CronRun } from "./cron.ts";
import type { Cursor } from "./lists.ts";
import type { Track } from "./tracks.ts";

/** What a job uses of the features (spec §6), as its page shows it. */
export interface JobUses {
  /** The batch it belongs to. */
  readonly batch?: Batch;
  /** Whose callback it is. */
  readonly callback?: { readonly bid: string; readonly kind: CallbackKind };
  readonly track?: Track;
  /** Until when it holds its lock, in steady time; absent where it holds none. */
  readonly lockedUntil?: Micros;
  /** The cron entry that pushed it. */
  readonly cron?: string;
}

/** A batch in a list: with its children counted, up to a bound. */
export interface ViewedBatch extends Batch {
  readonly children: number;
}

/** A part of all batches that are within no other: those that run first, then those that were opened or ended last. */
export interface PartOfBatches {
  readonly batches: readonly ViewedBatch[];
  /** Batches it looked at. */
  readonly looked: number;
  readonly next?: Cursor;
}

/** A batch below another one. */
export interface BatchBelow extends ViewedBatch {
  /** 1 for a child. */
  readonly depth: number;
  /** Children of it that follow in the list; fewer than it has where a bound was reached. */
  readonly childrenShown: number;
}

/** A callback of a batch: its job, where that is stored. */
export interface ViewedCallback {
  readonly kind: CallbackKind;
  readonly job?: { readonly jid: string; readonly jobtype: string; readonly queue: string };
}

/** A batch with what is around it. */
export interface ViewedFamily {
  readonly batch: ViewedBatch;
  /** The batches it is within, the outermost first. */
  readonly above: readonly Batch[];
  /** Those within it, each behind its parent. */
  readonly below: readonly BatchBelow[];
  readonly childrenShown: number;
  readonly callbacks: readonly ViewedCallback[];
}

/** What can be read of the features. */
export interface FeatureReads {
  /** The last runs of these entries, the newest first. */
  cronRuns: [readonly string[], readonly CronRun[]];
  batches: [{ readonly after: Cursor; readonly limit: number }, PartOfBatches];
  /** Undefined: there is no such batch. */
  batch: [string, ViewedFamily | undefined];
}
