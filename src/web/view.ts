import type { Engine, Numbers } from "../assemble.ts";
import type { Clock } from "../clock.ts";
import type { Vitals } from "../health.ts";

/** All that a page shows, read at one moment. */
export interface View {
  readonly numbers: Numbers;
  readonly vitals: Vitals;
  /** Why nothing can be stored just now; absent while all is well. */
  readonly trouble?: string;
}

/** However many look, the numbers are read once in that time. */
const sharedMs = 1_000;

/** Reads what the pages show (spec §8), at most once a second for all viewers together. */
export function sharedView(engine: Engine, vitals: () => Vitals, clock: Clock): () => Promise<View> {
  let last: Promise<View> | undefined;
  let readAt = 0;

  async function read(): Promise<View> {
    const numbers = await engine.numbers();
    const { isWritable, reason } = engine.health();
    return { numbers, vitals: vitals(), ...(isWritable ? {} : { trouble: reason ?? "unknown reason" }) };
  }

  return async () => {
    const now = clock.monotonic();
    if (last === undefined || now - readAt >= sharedMs) {
      readAt = now;
      last = read();
    }
    try {
      return await last;
    } catch (error) {
      // The next viewer tries again at once.
      last = undefined;
      throw error;
    }
  };
}
