import type { Micros } from "../job/facts.ts";
import type { BatchesPort } from "./ports/batches.ts";
import type { CountersPort } from "./ports/counters.ts";
import type { CronPort } from "./ports/cron.ts";
import type { JobsPort } from "./ports/jobs.ts";
import type { ListsPort } from "./ports/lists.ts";
import type { LocksPort } from "./ports/locks.ts";
import type { NotesPort } from "./ports/notes.ts";
import type { OperationsPort } from "./ports/operations.ts";
import type { QueuesPort } from "./ports/queues.ts";
import type { SlotsPort } from "./ports/slots.ts";
import type { WorkersPort } from "./ports/workers.ts";
import type { TracksPort } from "./ports/tracks.ts";
import type { View } from "./ports/view.ts";

/**
 * One transaction, as a work sees it. A work awaits nothing but calls of its `Tx`, has no side effect but through it, and may be
 * run again after a rollback. Works of one event-loop turn may share a transaction and may have their calls joined: what checks
 * and then acts is therefore one method, never a read followed by a write that depends on it.
 */
export interface Tx {
  /** The store's wall clock, the same for the whole transaction. */
  readonly now: Micros;
  /**
   * The time by which durations run (spec §4: locks, batches, tracks): like `now`, but no jump of the wall clock moves it. What is
   * stored of it keeps its meaning over a restart.
   */
  readonly steady: Micros;
  readonly jobs: JobsPort;
  readonly queues: QueuesPort;
  readonly counters: CountersPort;
  readonly lists: ListsPort;
  readonly operations: OperationsPort;
  readonly locks: LocksPort;
  readonly notes: NotesPort;
  readonly slots: SlotsPort;
  readonly workers: WorkersPort;
  readonly batches: BatchesPort;
  readonly tracks: TracksPort;
  readonly cron: CronPort;
  /** Runs `act` once this work's transaction is committed; not at all where it was rolled back. */
  afterCommit(act: () => void): void;
  /** The same for what is told of each job: a function that all of them share, and what to tell, so that none needs a closure. */
  tell<Told>(hear: (told: Told) => void, told: Told): void;
}

/** When `transact` answers: "synced" once the work is on stable storage, "committed" once it survives a crash of the process. */
export type AnswersAfter = "synced" | "committed";

/** What the turn has to know of a work. */
export interface WorkOptions {
  /** Bytes it writes, for the bound of a turn. */
  readonly bytes?: number;
  /** Runs before the works that already wait (FETCHes that were woken). */
  readonly isAhead?: boolean;
  /**
   * May take as long as a thousand others: a turn runs one such, and works that came later may run before it, never after one that came
   * earlier. Whoever asks for it starts nothing that must come behind it before it is done.
   */
  readonly isWide?: boolean;
}

/** Whether writes can be made durable now, and if not, why; a reason beside `isWritable` is one to look at the storage soon. */
export interface StoreHealth {
  readonly isWritable: boolean;
  readonly reason?: string;
}

/** The room a store has for more. */
export interface Space {
  /** What it may still write: the free part of the file system, and what it holds itself and can write again. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** How long something took: of how many times, and of the last of them the middle, the 99th of a hundred and the longest. */
export interface Spans {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** What an operator may want to know of a storage. */
export interface StoreFacts {
  readonly directory: string;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** What the log holds that is not copied into the database yet, about. */
  readonly logBytes: number;
  /** Absent where nothing is synced. */
  readonly syncs?: Spans;
  /** The log was copied so often, the last time then, and that took so long. */
  readonly checkpoints: { readonly count: number; readonly lastAt?: Micros; readonly lastMs?: number };
}

/** The port: a database behind which every rule of the server works. One contract suite runs on every implementation. */
export interface Store {
  /** Runs `work` in a transaction. Rejects with what the work threw, or with `Trouble`; then nothing of it was done. */
  transact<T>(answersAfter: AnswersAfter, work: (tx: Tx) => Promise<T>, options?: WorkOptions): Promise<T>;
  /**
   * Runs `step` again and again, a slice of a turn at a time, until it returns false; resolves when the last one is synced.
   * "timed" steps (due jobs, lapsed leases) go before "wide" ones (what touches any number of jobs).
   */
  inSlices(kind: "timed" | "wide", step: (tx: Tx) => Promise<boolean>): Promise<void>;
  /**
   * Reads for a page, beside the turns: what it sees is committed, and each call of `View` is one moment. Rejects with `Trouble`. A store
   * reads where it holds up no turn.
   */
  read<T>(read: (view: View) => Promise<T>): Promise<T>;
  /** Called after each commit with every queue that was touched and has jobs ready: a hint, given by level, not by event. */
  onReady(listener: (queue: string, ready: number) => void): void;
  now(): Micros;
  health(): StoreHealth;
  /** How much room there is, looked up now. Rejects with `Trouble` where that can't be known. */
  space(): Promise<Space>;
  /** Rejects with `Trouble` where the files can't be looked up. */
  facts(): Promise<StoreFacts>;
  /** Waits for what was accepted, makes it durable, and closes. */
  close(): Promise<void>;
}
