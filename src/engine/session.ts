/** A connection as the engine sees it: who asks, and whether it is still there. */
export interface Session {
  /** "" for a producer. */
  readonly wid: string;
  /** The queues of its last FETCH, those that are kept of them (`fetched-queues.ts`). */
  queues?: readonly string[];
  isOpen(): boolean;
  /** Closes the connection. */
  close(): void;
}

/** What a worker says of itself in HELLO (spec §1). */
export interface Introduction {
  readonly wid: string;
  readonly hostname: string;
  readonly pid: number;
  readonly labels: readonly string[];
}

/** running → quiet → terminate, never back (spec §3). */
export type WorkerState = "running" | "quiet" | "terminate";
