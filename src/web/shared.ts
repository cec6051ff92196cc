import type { Clock } from "../clock.ts";
import { limits } from "../limits.ts";

/** Makes what stands under a key, or hands out what was made for another viewer of the same second. */
export type Shared<T> = (key: string, make: () => Promise<T>) => Promise<T>;

interface Made<T> {
  readonly at: number;
  readonly value: Promise<T>;
}

/**
 * However many look, the same thing is made once in `limits.viewSharedMs` (dashboard: snapshots); of a failure, and of what is not to be
 * kept, the next viewer has another made.
 */
export function shared<T>(clock: Clock, isKept: (value: T) => boolean = () => true): Shared<T> {
  const made = new Map<string, Made<T>>();

  return async (key, make) => {
    const now = clock.monotonic();
    const known = made.get(key);
    if (known !== undefined && now - known.at < limits.viewSharedMs) return known.value;
    for (const [old, { at }] of made) {
      if (now - at < limits.viewSharedMs && made.size < limits.viewsSharedMax) break;
      made.delete(old);
    }
    const making = make();
    const forget = (): void => {
      if (made.get(key)?.value === making) made.delete(key);
    };
    // Behind all others, so that the oldest stands first.
    made.delete(key);
    made.set(key, { at: now, value: making });
    try {
      const value = await making;
      if (!isKept(value)) forget();
      return value;
    } catch (error) {
      forget();
      throw error;
    }
  };
}
