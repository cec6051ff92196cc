import type { Micros } from "../job/facts.ts";
import type { Failure } from "../job/failure.ts";
import type { Place } from "../job/lifecycle.ts";
import type { ListFilter } from "../job/list-filter.ts";
import type { Cursor, ListName } from "../store/ports/lists.ts";
import type { Pause } from "../store/ports/queues.ts";
import type { Track } from "../store/ports/tracks.ts";
import type { Settled } from "./events.ts";
import type { WorkerState } from "./session.ts";
import type { JobUsesShown } from "./shown-features.ts";

/** What pages show (spec §8): the nouns of `engine.inspect`. Texts of clients are as they came: pages escape them. */

/** Where a job stands, so that it is found without a search: for links, opaque, safe in a URL. */
export type JobHandle = string;

/** A queue in a list of queues. */
export interface QueueShown {
  readonly name: string;
  readonly size: number;
  /** Reserved jobs that were fetched from it. */
  readonly busy: number;
  /** When its oldest job entered it; absent where it is empty. */
  readonly oldestSince?: Micros;
  /** Absent where it runs. */
  readonly pause?: Pause;
}

/** A job in a list. */
export interface JobRow {
  readonly handle: JobHandle;
  readonly place: Place;
  readonly jid: string;
  /** `RFC3339|jid`, by which scripts and old bookmarks know a job of a set (spec §8 KEY). */
  readonly key?: string;
  /** Due (scheduled, retries), died (dead), enqueued (queued), reserved (working). */
  readonly at: Micros;
  readonly jobtype: string;
  /** What people call it: the class that ActiveJob wraps, of a mailer `Class#method`; else the type. */
  readonly shownType: string;
  readonly queue: string;
  /** The first 200 characters of its args, as JSON; absent where the payload is too long to be read for a list. */
  readonly args?: string;
  readonly isArgsCut: boolean;
  readonly payloadBytes: number;
  readonly failure?: Failure;
}

/** What of a list is asked for: by page, or from a cursor on; with a filter by cursor only. */
export interface ListAsk {
  /** `first`: in run order, the earliest due or died first; `last`: the other way round. */
  readonly order: "first" | "last";
  /** From 1 on; beyond the end it is the last one. */
  readonly page?: number;
  /** A `next` of an earlier answer. */
  readonly after?: Cursor;
  readonly filter?: ListFilter;
  /** 25 where absent, at most 100. */
  readonly limit?: number;
}

/** A part of a list. */
export interface ListPage {
  readonly rows: readonly JobRow[];
  /** Jobs in the whole list now. */
  readonly size: number;
  /** The page it is; absent with a cursor or a filter. */
  readonly page?: number;
  /** So deep in a list with gaps pages are found by estimate: rows may be missed or repeated between two of them. */
  readonly isEstimated?: boolean;
  /** Where more is; absent at the end of the list. With a filter it also says "Keep looking". */
  readonly next?: Cursor;
  /** With a filter: jobs looked at so far, by this answer and those that its cursor came from. */
  readonly looked?: number;
}

/** A run of a job that failed (dashboard: attempts); the last 25 are kept. */
export interface AttemptShown {
  /** Which failure of the job it was, from 1 on. */
  readonly no: number;
  readonly at: Micros;
  readonly runMs: number;
  readonly wid: string;
  readonly errtype: string;
  /** At most 200 characters. */
  readonly message: string;
}

/** All that is known of one stored job. */
export interface JobShown extends JobRow {
  /** The bytes as they are stored. */
  readonly payload: Uint8Array;
  /** The bytes are no longer those that were stored (spec §5). */
  readonly isCorrupt: boolean;
  /** The oldest first. */
  readonly attempts: readonly AttemptShown[];
  readonly uses: JobUsesShown;
  /** Of a job that runs. */
  readonly lease?: { readonly wid: string; readonly until: Micros };
}

/** A run that ended lately, from the ring in memory. */
export type Finish = Settled;

/** What was found of a jid. */
export interface JidFound {
  /** Several jobs may have one jid. */
  readonly jobs: readonly JobRow[];
  /** Runs of it that ended lately, the last one first: what became of one that is not stored any more. */
  readonly finishes: readonly Finish[];
  /** Jobs looked at so far, of how many there are. */
  readonly looked: number;
  readonly stored: number;
  /** "Keep looking"; absent where everything was looked at. */
  readonly next?: Cursor;
}

/** A job that runs. */
export interface RunningJob extends JobRow {
  readonly wid: string;
  /** When its lease ends. */
  readonly until: Micros;
  /** Where it is tracked. */
  readonly track?: Track;
}

/** A worker process. */
export interface WorkerShown {
  readonly wid: string;
  readonly hostname: string;
  readonly pid: number;
  readonly labels: readonly string[];
  readonly state: WorkerState;
  readonly connections: number;
  /** Jobs it holds. */
  readonly busy: number;
  /** From its last BEAT that named it. */
  readonly rssKb?: number;
  readonly startedAt: Micros;
  readonly beatAt: Micros;
  /** The queues that its connections fetched from last, at most 20 of them. */
  readonly queues: readonly string[];
}

/** Reserved jobs of a wid that no connected worker has. */
export interface Orphaned {
  readonly wid: string;
  readonly busy: number;
}

/** The numbers of the summary bar at one moment; `at` is wall time. */
export interface Sample {
  readonly at: Micros;
  readonly processed: number;
  readonly failures: number;
  readonly queued: number;
  readonly working: number;
  readonly scheduled: number;
  readonly retries: number;
  readonly dead: number;
}

/** A wide action: running, or one of the last 7 days. */
export interface OperationShown {
  readonly no: number;
  readonly cmd: string;
  readonly target: ListName;
  /** In the words of its filter, cut to 500 characters; "" means all. */
  readonly filter: string;
  /** Who asked; "" for a client's MUTATE. */
  readonly by: string;
  readonly state: "running" | "done" | "cancelled";
  readonly startedAt: Micros;
  readonly endedAt?: Micros;
  /** Jobs moved, and jobs looked at, of as many as the list held when it began. */
  readonly done: number;
  readonly looked: number;
  readonly total: number;
}

/** What `/debug` shows of the storage and this process. */
export interface DebugFacts {
  readonly directory: string;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** What the log holds that is not copied into the database yet. */
  readonly logBytes: number;
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Of the last syncs; absent where there were none (durability "process"). */
  readonly syncs?: { readonly count: number; readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number };
  readonly checkpoints: { readonly count: number; readonly lastAt?: Micros; readonly lastMs?: number };
  /** How late a timer of this process is, measured just now. */
  readonly lagMs: number;
}
