import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Random } from "../random.ts";
import type { Store } from "../store/store.ts";
import type { Mover } from "./move.ts";
import type { Points } from "./points.ts";

/** What every verb is built from: the store, and the only sources of time, chance and log lines. */
export interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The room below which no job is taken (spec §5), asked for at each look; undefined, also where it is absent: the default. */
  readonly freeBytesMin?: () => number | undefined;
  /** How long after their worker vanished jobs fail (spec §3 `release_after`); absent: they stay reserved. */
  readonly releaseAfterMs?: number | undefined;
}

/** The same inside the engine, with its doors. */
export interface EngineParts extends Parts {
  readonly points: Points;
  readonly move: Mover;
}
