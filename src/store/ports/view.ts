import type { Micros } from "../../job/facts.ts";
import type { Failure } from "../../job/failure.ts";
import type { Glance } from "../../job/glance.ts";
import type { Place, SetName } from "../../job/lifecycle.ts";
import type { ListFilter } from "../../job/list-filter.ts";
import type { DayCount } from "./counters.ts";
import type { Attempt, JobId } from "./jobs.ts";
import type { Cursor, Handle, ListName } from "./lists.ts";
import type { OperationState } from "./operations.ts";
import type { Track } from "./tracks.ts";
import type { FeatureReads, JobUses } from "./view-features.ts";

/** A job as a list shows it. */
export interface ViewedJob {
  readonly id: JobId;
  readonly handle: Handle;
  readonly place: Place;
  readonly at: Micros;
  readonly jid: string;
  readonly jobtype: string;
  readonly queue: string;
  readonly payloadBytes: number;
  /** Absent where the payload is too long to be read for a list, or is no job any more. */
  readonly glance?: Glance;
  /** Without its backtrace in a list. */
  readonly failure?: Failure;
  /** Of a reserved job: who has it, and until when. */
  readonly lease?: { readonly wid: string; readonly until: Micros };
  /** Of a reserved job that is tracked. */
  readonly track?: Track;
}

/** Everything that is stored of a job. */
export interface ViewedWhole extends ViewedJob {
  readonly payload: Uint8Array;
  readonly isCorrupt: boolean;
  /** The oldest first. */
  readonly attempts: readonly Attempt[];
  readonly uses: JobUses;
}

/** A part of a list, in its order or from its end. */
export interface PageAsk {
  readonly list: ListName;
  readonly order: "first" | "last";
  /** Either a place in the list, or so many jobs passed over. */
  readonly from: { readonly after: Cursor } | { readonly skip: number };
  /** How many jobs the list holds, as the counters say: it saves counting. */
  readonly size: number;
  readonly limit: number;
}

/** What a list holds there. */
export interface PartOfList {
  readonly jobs: readonly ViewedJob[];
  readonly next?: Cursor;
  /** The place was found by estimate: the list has gaps and is long. */
  readonly isEstimated: boolean;
}

/** A bounded search of one list. */
export interface SearchAsk {
  readonly list: ListName;
  readonly order: "first" | "last";
  /** "" is the beginning. */
  readonly after: Cursor;
  readonly filter: ListFilter;
  /** Jobs that entered later (as `lists.end` counts) are passed over; absent: none is. */
  readonly freeze?: number;
  /** Jobs that are shown of those that match. */
  readonly limit: number;
  /** It ends once it has shown that many, or else goes on to count. */
  readonly isCounting: boolean;
  readonly rowsMax: number;
  readonly msMax: number;
}

/** What it found. */
export interface FoundInList {
  readonly jobs: readonly ViewedJob[];
  readonly count: number;
  /** Rows it looked at. */
  readonly looked: number;
  /** Where it goes on; absent at the end of the list. */
  readonly next?: Cursor;
}

/** A wide action as it is shown: running, or ended and kept. */
export interface ViewedOperation {
  readonly no: number;
  readonly cmd: string;
  readonly target: ListName;
  /** As it was stored, or its beginning. */
  readonly filter: string;
  readonly by: string;
  readonly state: OperationState;
  readonly started: Micros;
  readonly ended?: Micros;
  readonly done: number;
  readonly looked: number;
  readonly total: number;
}

/** What can be read, each by its question and its answer. */
export interface Reads extends FeatureReads {
  /** Undefined where it is a queue that doesn't exist. */
  page: [PageAsk, PartOfList | undefined];
  search: [SearchAsk, FoundInList | undefined];
  /** The job of a handle, also where it has moved since, as far as that can be told without a search. */
  job: [Handle, ViewedWhole | undefined];
  /** The job of a set with that time and jid. */
  keyed: [{ readonly set: SetName; readonly at: Micros; readonly jid: string }, Handle | undefined];
  /** Reserved jobs, the longest reserved first. */
  running: [{ readonly wid?: string; readonly skip: number; readonly limit: number }, readonly ViewedJob[]];
  /** Those of these jobs that are reserved, in that order. */
  held: [readonly JobId[], readonly ViewedJob[]];
  /** The failed jobs of a batch in that set, the last ones first; of a long set only its end is looked at. */
  failedOf: [{ readonly bid: string; readonly set: "retries" | "dead"; readonly limit: number }, readonly ViewedJob[]];
  /** How many jobs each wid holds. */
  busy: [undefined, readonly { readonly wid: string; readonly count: number }[]];
  /** The last `days` UTC days that have a count, newest first. */
  history: [number, readonly DayCount[]];
  /** All that run, then those that ended since then, the newest first; one where `no` is given. */
  operations: [{ readonly no?: number; readonly since: Micros; readonly limit: number }, readonly ViewedOperation[]];
}

/** Reading for pages, beside the turns: each call is bounded, sees what was committed, and changes nothing. */
export type View = { readonly [Name in keyof Reads]: (ask: Reads[Name][0]) => Promise<Reads[Name][1]> };
