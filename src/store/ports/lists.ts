import type { Failure } from "../../job/failure.ts";
import type { StoredJob } from "./jobs.ts";

/** What can be gone through in order: a sorted set by its times, a queue in the order in which it runs. */
export type ListName = "scheduled" | "retries" | "dead" | `queue:${string}`;

/** A place in a list, the store's own; "" is before its first job. It stays good while jobs come and go. */
export type Cursor = string;

/** What a scan asks for. */
export interface Scan {
  readonly after: Cursor;
  /** Jobs that entered the list later than this moment of `lists.end` are passed over. */
  readonly freeze: number;
  /** Rows looked at, at most. */
  readonly limit: number;
}

/** A job of a list, with the place behind it: a scan that ends there goes on from it. */
export interface ListedJob extends StoredJob {
  readonly cursor: Cursor;
}

/** What a scan found, and where the next one begins; no `next` at the end of the list. */
export interface ScanPage {
  readonly jobs: readonly ListedJob[];
  readonly next?: Cursor;
}

/** The bytes of a stored job, with its failure. */
export interface StoredBytes {
  readonly payload: Uint8Array;
  readonly failure?: Failure;
  readonly isCorrupt: boolean;
}

/** Going through what is in a place. */
export interface ListsPort {
  /** How many jobs a list holds, a number for this moment that `scan` understands, and where a scan of just these jobs begins. */
  end(list: ListName): Promise<{ size: number; freeze: number; start: Cursor }>;
  scan(list: ListName, scan: Scan): Promise<ScanPage>;
  /** Undefined where the job is gone. */
  read(job: StoredJob): Promise<StoredBytes | undefined>;
}
