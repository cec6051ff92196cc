import type { ReservedJob } from "../store/ports/jobs.ts";
import type { Session } from "./session.ts";

/** A FETCH that waits (spec §3). */
export interface Waiter {
  /** Rises from each FETCH that waits to the next. */
  readonly number: number;
  readonly session: Session;
  /** The queues in whose lines it stands; none once it has left them. */
  queues: readonly string[];
  /** Monotonic milliseconds. */
  readonly deadline: number;
  /** The queues that it tries just now; none while it only waits. */
  trying: readonly string[];
  /** Queues that had jobs ready during its try: if that finds nothing, it tries these. */
  readonly missed: Set<string>;
  readonly answer: (job: ReservedJob | undefined) => void;
  readonly fail: (error: unknown) => void;
}

/** A line for each queue that is waited on. */
export interface Lines {
  join(waiter: Waiter): void;
  /** Leaves all its lines; doing so twice does no harm. */
  depart(waiter: Waiter): void;
  /** Tries these queues, and keeps its places meanwhile; none: only waits again. */
  setTrying(waiter: Waiter, queues: readonly string[]): void;
  /** Whether somebody stands in that line. */
  hasAny(queue: string): boolean;
  /** Whether somebody stands in that line who does not try a queue just now: all that is ready there is for others then. */
  hasIdle(queue: string): boolean;
  /** Who waits on any of these queues, the oldest first. Both may change meanwhile: what is no longer in them is passed over. */
  oldestFirst(queues: ReadonlyMap<string, number>): Iterable<Waiter>;
}

interface Line {
  readonly waiters: Set<Waiter>;
  idle: number;
}

/** The lines of waiting FETCHes (spec §3): joining and leaving one costs the same however long it is. */
export function lines(): Lines {
  const byQueue = new Map<string, Line>();

  function countIdle(waiter: Waiter, change: 1 | -1): void {
    for (const queue of waiter.queues) {
      const line = byQueue.get(queue);
      if (line !== undefined) line.idle += change;
    }
  }

  return {
    join: (waiter) => {
      for (const queue of waiter.queues) {
        const line = byQueue.get(queue) ?? { waiters: new Set(), idle: 0 };
        byQueue.set(queue, line);
        line.waiters.add(waiter);
      }
      if (waiter.trying.length === 0) countIdle(waiter, 1);
    },
    depart: (waiter) => {
      if (waiter.trying.length === 0) countIdle(waiter, -1);
      for (const queue of waiter.queues) {
        const line = byQueue.get(queue);
        if (line?.waiters.delete(waiter) === true && line.waiters.size === 0) byQueue.delete(queue);
      }
      waiter.queues = [];
    },
    setTrying: (waiter, queues) => {
      if (waiter.trying.length === 0) countIdle(waiter, -1);
      waiter.trying = queues;
      if (queues.length === 0) countIdle(waiter, 1);
    },
    hasAny: (queue) => byQueue.has(queue),
    hasIdle: (queue) => (byQueue.get(queue)?.idle ?? 0) > 0,
    oldestFirst: (queues) => merged(queues, (queue) => byQueue.get(queue)?.waiters ?? []),
  };
}

function* merged(queues: ReadonlyMap<string, number>, lineOf: (queue: string) => Iterable<Waiter>): Iterable<Waiter> {
  let heads = [...queues.keys()].map((queue) => {
    const rest = lineOf(queue)[Symbol.iterator]();
    return { queue, rest, waiter: next(rest) };
  });
  let last = 0;
  for (;;) {
    let oldest: Waiter | undefined;
    heads = heads.filter((head) => queues.has(head.queue));
    for (const head of heads) {
      while (head.waiter !== undefined && head.waiter.number <= last) head.waiter = next(head.rest);
      if (head.waiter !== undefined && (oldest === undefined || head.waiter.number < oldest.number)) oldest = head.waiter;
    }
    if (oldest === undefined) return;
    last = oldest.number;
    yield oldest;
  }
}

function next(rest: Iterator<Waiter>): Waiter | undefined {
  const step = rest.next();
  return step.done === true ? undefined : step.value;
}
