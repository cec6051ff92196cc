import type { Micros } from "../../job/facts.ts";
import type { JobId } from "./jobs.ts";

/** The locks of unique jobs (spec §6): a key, a hash of 8 bytes or more, is held by one job at most. */
export interface LocksPort {
  /** Takes a lock for a job up to `until` (steady time), if nobody holds it or its holder has let it lapse; false: it is held. */
  take(key: Uint8Array, holder: JobId, until: Micros): Promise<boolean>;
  /** Frees what that job holds; nothing where it holds nothing, or no longer. */
  release(holder: JobId): Promise<void>;
}
