import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import type { Feature } from "./feature.ts";

/** Runs the timed work of the features (spec §6), each when it asked for it; answers with the number of slices it took. */
export function timedFeatures({ store, clock }: { store: Store; clock: Clock }, features: readonly Feature[]): () => Promise<number> {
  const timed = features.filter((feature) => feature.due !== undefined).map((feature) => ({ feature, nextAt: 0 }));
  return async () => {
    let slices = 0;
    for (const entry of timed) {
      if (clock.monotonic() < entry.nextAt) continue;
      let wait = 0;
      await store.inSlices("timed", async (tx) => {
        wait = (await entry.feature.due?.(tx)) ?? Infinity;
        slices += 1;
        return wait === 0;
      });
      entry.nextAt = clock.monotonic() + wait;
    }
    return slices;
  };
}
