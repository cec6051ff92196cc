import type { Feature, FeatureParts } from "../engine/feature.ts";
import { batch, type BatchVerbs } from "./batch/batch.ts";
import { cron, type CronVerbs } from "./cron/cron.ts";
import { expiring } from "./expiring.ts";
import { onDeath } from "./on-death.ts";
import { throttling, type ThrottleVerbs } from "./throttling.ts";
import { track, type TrackVerbs } from "./track.ts";
import { unique } from "./unique.ts";

/** The features, in the order in which they are asked, and their verbs, as they appear in the engine: `engine.batch.commit`. */
export interface Features {
  readonly list: readonly Feature[];
  readonly verbs: FeatureVerbs;
}

/** The verbs that features bring along. */
export interface FeatureVerbs {
  readonly batch: BatchVerbs;
  readonly cron: CronVerbs;
  readonly throttle: ThrottleVerbs;
  readonly track: TrackVerbs;
}

/** All features of the server (spec §6). What takes something when it admits stands last. */
export function allFeatures(parts: FeatureParts): Features {
  const batched = batch(parts);
  const tracked = track(parts);
  const timetable = cron(parts);
  const throttled = throttling(parts);
  return {
    list: [expiring, onDeath(parts), timetable.feature, tracked.feature, throttled.feature, batched.feature, unique],
    verbs: { batch: batched.verbs, cron: timetable.verbs, throttle: throttled.verbs, track: tracked.verbs },
  };
}
