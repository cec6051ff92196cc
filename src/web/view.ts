import type { Engine } from "../assemble.ts";
import type { Numbers } from "../engine/verbs.ts";
import type { Clock } from "../clock.ts";
import type { Sample } from "../engine/shown.ts";
import type { Vitals } from "../health.ts";
import type { Micros } from "../job/facts.ts";
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

const minuteMicros = 60_000_000;

/** Reads what the frame shows (spec §8), at most once a second for all viewers together. */
export function sharedView({ engine, vitals, clock, isStopping }: ViewParts): () => Promise<View> {
  const once = shared<View>(clock);

  async function read(): Promise<View> {
    const numbers = await engine.numbers();
    const { isWritable, isAlmostFull, reason } = engine.health();
    const minuteAgo = totalsAt(engine.inspect.samples(), numbers.now - minuteMicros);
    return {
      numbers,
      ...(minuteAgo === undefined ? {} : { minuteAgo }),
      vitals: vitals(),
      isAlmostFull,
      isStopping: isStopping(),
      ...(isWritable ? {} : { trouble: reason ?? "unknown reason" }),
    };
  }

  return () => once("", read);
}

/** The last sample up to that moment, as the summary bar shows it. */
function totalsAt(samples: readonly Sample[], at: Micros): Totals | undefined {
  const sample = samples.findLast((each) => each.at <= at);
  if (sample === undefined) return undefined;
  const { processed, failures, ...sizes } = sample;
  return { processed, failures, sizes };
}
