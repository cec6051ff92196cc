import type { Place } from "../../job/lifecycle.ts";

/** Jobs settled on one UTC day, `YYYY-MM-DD`. */
export interface DayCount {
  readonly day: string;
  readonly processed: number;
  readonly failures: number;
}

/** Counts: what was processed, and how many jobs are where. Exact at the moment of the answer. */
export interface CountersPort {
  /** Counts one ACK (`failed` false), FAIL or lapsed reservation (true) in the totals and on the present UTC day. */
  settled(failed: boolean): Promise<void>;
  /** Sums over all days since the storage was made or flushed. */
  totals(): Promise<{ processed: number; failures: number }>;
  /** The last `days` UTC days that have a count, newest first. */
  history(days: number): Promise<DayCount[]>;
  /** The number of jobs in each place, all queues together. */
  sizes(): Promise<Record<Place, number>>;
}
