import type { Feature, FeatureParts } from "../engine/feature.ts";
import { standingAfter } from "../job/standing.ts";
import type { TrackUpdate } from "../job/track-request.ts";
import { trait } from "../job/traits.ts";
import { limits } from "../limits.ts";
import type { Track } from "../store/ports/tracks.ts";

/** The verbs of tracking (spec §6 TRACK). */
export interface TrackVerbs {
  /** Undefined where nothing is known of that jid. */
  get(jid: string): Promise<Track | undefined>;
  /** Resolves once it is on stable storage. */
  set(jid: string, wid: string, update: TrackUpdate): Promise<void>;
}

/** How often it looks for tracks that lapse. */
const lookMs = 5_000;

/** §6 Tracking: where a job with `custom.track` is, and what its worker says of it. */
export function track({ store }: FeatureParts): { readonly feature: Feature; readonly verbs: TrackVerbs } {
  return {
    feature: {
      traits: trait.tracked,
      moved: async (tx, { jid }, move) => {
        const standing = standingAfter(move);
        if (standing === "discarded" || standing === "expired") await tx.tracks.drop(jid);
        else await tx.tracks.moved(jid, standing, move.verb === "push");
      },
      due: async (tx) => ((await tx.tracks.lapse(limits.sliceRows)) ? 0 : lookMs),
    },
    verbs: {
      get: (jid) => store.transact("committed", (tx) => tx.tracks.find(jid)),
      set: (jid, wid, update) => store.transact("synced", (tx) => tx.tracks.update(jid, wid, update)),
    },
  };
}
