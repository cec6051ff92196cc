import type { Cancel, Clock } from "../clock.ts";

/** What ends at a moment of the monotonic clock. */
export interface Timed {
  /** Monotonic milliseconds. */
  readonly deadline: number;
}

/** A set of things that all last equally long, ended by one timer for all of them. */
export interface Deadlines<T extends Timed> extends Iterable<T> {
  add(thing: T): void;
  drop(thing: T): void;
  /** Ends the timer; what is still in the set stays there. */
  stop(): void;
}

/** Calls `end` with each thing whose deadline has come and that was not dropped before; the earliest stands first (spec §3 FETCH: 2 s). */
export function deadlines<T extends Timed>(clock: Clock, end: (thing: T) => void): Deadlines<T> {
  const things = new Set<T>();
  let cancel: Cancel | undefined;

  function arm(): void {
    const [earliest] = things;
    if (cancel !== undefined || earliest === undefined) return;
    cancel = clock.after(Math.max(0, earliest.deadline - clock.monotonic()), endDue);
  }

  function endDue(): void {
    cancel = undefined;
    for (const thing of things) {
      if (thing.deadline > clock.monotonic()) break;
      things.delete(thing);
      end(thing);
    }
    arm();
  }

  return {
    add: (thing) => {
      things.add(thing);
      arm();
    },
    drop: (thing) => {
      things.delete(thing);
    },
    stop: () => {
      cancel?.();
      cancel = undefined;
    },
    [Symbol.iterator]: () => things[Symbol.iterator](),
  };
}
