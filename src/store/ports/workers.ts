import type { HeldJob } from "./jobs.ts";

/** What workers hold. Both look at all reserved jobs. */
export interface WorkersPort {
  /** The wids that hold jobs, without "". */
  wids(): Promise<string[]>;
  /** At most `limit` of the jobs that one holds. */
  held(wid: string, limit: number): Promise<HeldJob[]>;
}
