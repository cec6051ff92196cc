import type { Feature, FeatureParts } from "../engine/feature.ts";
import { expiring } from "./expiring.ts";
import { throttling, type ThrottleVerbs } from "./throttling.ts";
import { unique } from "./unique.ts";

/** The features, in the order in which they are asked, and their verbs, as they appear in the engine: `engine.batch.commit`. */
export interface Features {
  readonly list: readonly Feature[];
  readonly verbs: FeatureVerbs;
}

/** The verbs that features bring along. */
export interface FeatureVerbs {
  readonly throttle: ThrottleVerbs;
}

/** All features of the server (spec §6). What takes something when it admits stands last. */
export function allFeatures(parts: FeatureParts): Features {
  const throttled = throttling(parts);
  return { list: [expiring, throttled.feature, unique], verbs: { throttle: throttled.verbs } };
}
