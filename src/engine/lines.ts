import type { ReservedJob } from "../store/ports/jobs.ts";
import type { Session } from "./session.ts";

/** A FETCH that waits (spec §3). */
export interface Waiter {
  readonly session: Session;
  /** The queues in whose lines it stands; none once it has left them. */
  queues: readonly string[];
  /** Monotonic milliseconds. */
  readonly deadline: number;
  /** Queues it was woken for and has not tried yet; empty unless it `isTrying`. */
  readonly wakes: Set<string>;
  isTrying: boolean;
  readonly answer: (job: ReservedJob | undefined) => void;
  readonly fail: (error: unknown) => void;
}

/** A line for each queue that is waited on. */
export interface Lines {
  join(waiter: Waiter): void;
  /** Leaves all its lines; doing so twice does no harm. */
  depart(waiter: Waiter): void;
  isAwaited(queue: string): boolean;
  /** Who waits on a queue, the oldest first. May be changed while it is read. */
  of(queue: string): Iterable<Waiter>;
}

/** The lines of waiting FETCHes (spec §3): joining and leaving one costs the same however long it is. */
export function lines(): Lines {
  const byQueue = new Map<string, Set<Waiter>>();
  return {
    join: (waiter) => {
      for (const queue of waiter.queues) {
        const line = byQueue.get(queue);
        if (line === undefined) byQueue.set(queue, new Set([waiter]));
        else line.add(waiter);
      }
    },
    depart: (waiter) => {
      for (const queue of waiter.queues) {
        const line = byQueue.get(queue);
        if (line?.delete(waiter) === true && line.size === 0) byQueue.delete(queue);
      }
      waiter.queues = [];
    },
    isAwaited: (queue) => byQueue.has(queue),
    of: (queue) => byQueue.get(queue) ?? [],
  };
}
