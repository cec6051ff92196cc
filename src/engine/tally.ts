import type { Clock } from "../clock.ts";

/** What INFO (spec §3) says of a timed task: jobs it moved, times it ran, seconds it spent, since the start. */
export interface Tally {
  readonly enqueued: number;
  readonly cycles: number;
  readonly seconds: number;
}

/** A timed task that keeps count of itself. */
export interface Tallied {
  run(): Promise<number>;
  tally(): Tally;
}

/** Counts the runs of `task`, which answers with the number of jobs it moved. */
export function tallied(clock: Clock, task: () => Promise<number>): Tallied {
  let enqueued = 0;
  let cycles = 0;
  let milliseconds = 0;
  return {
    run: async () => {
      const start = clock.monotonic();
      cycles += 1;
      try {
        const moved = await task();
        enqueued += moved;
        return moved;
      } finally {
        milliseconds += clock.monotonic() - start;
      }
    },
    tally: () => ({ enqueued, cycles, seconds: milliseconds / 1_000 }),
  };
}
