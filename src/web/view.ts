import type { Engine, Numbers } from "../assemble.ts";
import type { Clock } from "../clock.ts";
import type { Vitals } from "../health.ts";
import { shared } from "./shared.ts";

/** The numbers of the summary bar. */
export type Totals = Pick<Numbers, "processed" | "failures" | "sizes">;

/** What the frame of every page shows, read at one moment. */
export interface View {
  readonly numbers: Numbers;
  /** What the summary bar showed a minute ago; absent while the server is younger. */
  readonly minuteAgo?: Totals;
  readonly vitals: Vitals;
  /** Why nothing can be stored just now; absent while all is well. */
  readonly trouble?: string;
  readonly isAlmostFull: boolean;
  readonly isStopping: boolean;
}

/** What a view is read from. */
export interface ViewParts {
  readonly engine: Engine;
  readonly vitals: () => Vitals;
  readonly clock: Clock;
  readonly isStopping: () => boolean;
}

/** Reads what the frame shows (spec §8), at most once a second for all viewers together. */
export function sharedView({ engine, vitals, clock, isStopping }: ViewParts): () => Promise<View> {
  const once = shared<View>(clock);

  async function read(): Promise<View> {
    const numbers = await engine.numbers();
    const { isWritable, isAlmostFull, reason } = engine.health();
    return {
      numbers,
      vitals: vitals(),
      isAlmostFull,
      isStopping: isStopping(),
      ...(isWritable ? {} : { trouble: reason ?? "unknown reason" }),
    };
  }

  return () => once("", read);
}
