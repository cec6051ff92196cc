import type { Micros } from "../../job/facts.ts";
import type { TrackUpdate } from "../../job/track-request.ts";

/** The states of TRACK GET (spec §6); "unknown" is one that is not kept. */
export type TrackState = "enqueued" | "working" | "success" | "failed" | "dead";

/** What is known of a tracked job. */
export interface Track {
  readonly jid: string;
  readonly state: TrackState;
  /** Of the state, or of what its worker said. */
  readonly updated: Micros;
  readonly percent?: number;
  readonly desc?: string;
  /** JSON. */
  readonly result?: string;
}

/** The tracks of jobs by their jid, each kept for 30 minutes after its last change. */
export interface TracksPort {
  /** The job moved; a push begins anew, whatever an earlier job with this jid left. */
  moved(jid: string, state: TrackState, isPush: boolean): Promise<void>;
  /** The job left without a verdict: nothing is known of it any more. */
  drop(jid: string): Promise<void>;
  /**
   * What TRACK SET says of a job whose track is kept, or that is reserved and tracked: the state stays as it is. `reserveUntil` extends
   * the reservation, that of `wid` first, and never shortens it. Of any other jid nothing is stored.
   */
  update(jid: string, wid: string, update: TrackUpdate): Promise<void>;
  find(jid: string): Promise<Track | undefined>;
  /** Forgets up to `limit` that were kept for long enough; true while there are more. */
  lapse(limit: number): Promise<boolean>;
}
