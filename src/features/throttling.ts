import type { Feature, FeatureParts } from "../engine/feature.ts";
import type { Throttle, Throttles } from "../job/throttle.ts";

/** The verbs of throttling (spec §6). */
export interface ThrottleVerbs {
  /** These hold from now on, at the start and at a HUP; jobs that are out count under them. */
  load(throttles: Throttles): void;
  list(): Throttles;
}

/** How often it looks for slots that came free by themselves, and whether there are throttles at all. */
const lookMs = 100;
const idleMs = 1_000;

/** §6 Throttling: a FETCH passes over a queue that has as many jobs out as it may, and is woken when one more may go. */
export function throttling({ clock }: Pick<FeatureParts, "clock">): { readonly feature: Feature; readonly verbs: ThrottleVerbs } {
  let throttles: Throttles = new Map<string, Throttle>();
  /** When a queue that is full may have a slot again, by the monotonic clock: never later than it has. */
  const freeAt = new Map<string, number>();
  /** Queues for which that has come, until a look at them is committed. */
  const looked = new Set<string>();
  const noteFree = (queue: string, freeInMs: number): void => {
    if (freeInMs !== Infinity) freeAt.set(queue, Math.min(freeAt.get(queue) ?? Infinity, clock.monotonic() + freeInMs));
  };
  const isPerWorker = (queue: string): boolean => throttles.get(queue)?.kind === "worker";

  return {
    feature: {
      traits: 0,
      openQueue: {
        guards: (queue) => throttles.size > 0 && throttles.has(queue),
        isPerWorker: (queue) => throttles.size > 0 && isPerWorker(queue),
        take: async (tx, queue, wid) => {
          const throttle = throttles.get(queue);
          if (throttle === undefined) return true;
          const { isTaken, freeInMs } = await tx.slots.take(queue, wid, throttle);
          noteFree(queue, freeInMs);
          return isTaken;
        },
        settle: (tx, queue, wid, job) => tx.slots.settle(queue, wid, job !== undefined),
      },
      due: async (tx) => {
        const now = clock.monotonic();
        for (const [queue, at] of freeAt) if (at <= now && freeAt.delete(queue)) looked.add(queue);
        for (const queue of looked) {
          const throttle = throttles.get(queue);
          if (throttle === undefined) await tx.slots.lift(queue);
          // Those that came free are taken by now, or some have still to lapse.
          else noteFree(queue, await tx.slots.freeInMs(queue, throttle));
          await tx.queues.ready(queue);
          tx.afterCommit(() => looked.delete(queue));
        }
        return throttles.size > 0 ? lookMs : idleMs;
      },
    },
    verbs: {
      load: (loaded) => {
        // Whoever waits for a queue that is free now is woken by the next look.
        for (const queue of [...throttles.keys(), ...loaded.keys()]) freeAt.set(queue, clock.monotonic());
        throttles = loaded;
      },
      list: () => throttles,
    },
  };
}
