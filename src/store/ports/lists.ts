import type { Failure } from "../../job/failure.ts";
import type { SetName } from "../../job/lifecycle.ts";
import type { StoredJob } from "./jobs.ts";

/** Where a job stands, as text: the store's own, good for a link, and found again without a search while the job stays there. */
export type Handle = string;

/** What can be gone through in order: a sorted set by its times, a queue in the order in which it runs. */
export type ListName = SetName | `queue:${string}`;

/** A place in a list, the store's own; "" is before its first job. It stays good while jobs come and go. */
export type Cursor = string;

/** What a scan asks for. */
export interface Scan {
  readonly after: Cursor;
  /** Jobs that entered the list later than this moment of `lists.end` are passed over. */
  readonly freeze: number;
  /** Rows looked at, at most. */
  readonly limit: number;
  /** Whether short payloads come along: one by one they take three times as long to read. */
  readonly withBytes?: boolean;
}

/** A job of a list; with its bytes where they were asked for and are short, so that no page is large. */
export interface ListedJob extends StoredJob {
  readonly bytes?: StoredBytes;
}

/** What a scan found, and where the next one begins; no `next` at the end of the list. */
export interface ScanPage {
  readonly jobs: readonly ListedJob[];
  readonly next?: Cursor;
  /** The place behind one of its jobs: a scan that ends there goes on from it. */
  behind(job: ListedJob): Cursor;
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
  /** The job that stands where a handle says; undefined where it does no more, or the handle is none. */
  find(handle: Handle): Promise<StoredJob | undefined>;
  /** The handles of all reservations of a jid, the oldest first. */
  reserved(jid: string): Promise<Handle[]>;
}
