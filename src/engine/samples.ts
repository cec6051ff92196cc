import { limits } from "../limits.ts";
import type { Store } from "../store/store.ts";
import type { Sample } from "./shown.ts";

/** The summary numbers of the last minutes, a sample a second (dashboard: live numbers). */
export interface Samples {
  /** To be called each second. */
  take(): Promise<number>;
  /** The oldest first. */
  all(): readonly Sample[];
}

/** Keeps the last `limits.samplesMax`. Taking one costs the server some 20 µs, so that it is done whether anybody looks or not. */
export function samples({ store }: { readonly store: Store }): Samples {
  let kept: readonly Sample[] = [];
  return {
    take: async () => {
      const sample = await store.transact("committed", async (tx): Promise<Sample> => {
        const [sizes, totals] = await Promise.all([tx.counters.sizes(), tx.counters.totals()]);
        return { at: tx.now, ...totals, ...sizes };
      });
      kept = [...kept.slice(1 - limits.samplesMax), sample];
      return 0;
    },
    all: () => kept,
  };
}
