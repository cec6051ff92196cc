import type { Clock } from "../clock.ts";
import type { ReservedJob } from "../store/ports/jobs.ts";
import { type Deadlines, deadlines } from "./deadlines.ts";
import { Hand } from "./hand.ts";
import { lines, type Waiter } from "./lines.ts";
import type { Attempt } from "./reserve.ts";
import type { Session } from "./session.ts";

interface WaitersParts {
  readonly clock: Clock;
  /** Whether that worker is quiet or terminating. */
  readonly isHalted: (wid: string) => boolean;
  /** Whether a queue may let one worker in and not another. */
  readonly isPerWorker: (queue: string) => boolean;
  readonly attempt: Attempt;
}

/** A FETCH that found nothing. */
interface Wait {
  readonly session: Session;
  /** Without doubles, in the order of the FETCH. */
  readonly queues: readonly string[];
  /** Monotonic milliseconds. */
  readonly deadline: number;
  /** There was a wake since its try, so that it tries again at once. */
  readonly isStale: boolean;
}

/**
 * The FETCHes that wait (spec §3), woken by level: the jobs that are ready are dealt out to them, the oldest first. Each tries all its
 * queues that have some in one turn, since the first may be full (spec §6) or hold only what has expired: the next is then still its
 * own before it is a younger one's. One that finds nothing keeps its place and deadline; a wake that a FETCH did not use is dealt out
 * again, so that a job that is ready never waits for the next push.
 */
export class Waiters {
  readonly #parts: WaitersParts;
  readonly #lines = lines();
  readonly #deadlines: Deadlines<Waiter>;
  #ready = new Map<string, number>();
  #waiterCount = 0;
  #wakeCount = 0;
  #isStopped = false;

  constructor(parts: WaitersParts) {
    this.#parts = parts;
    // One that tries just now is answered when that is done.
    this.#deadlines = deadlines(parts.clock, (waiter) => waiter.trying.length === 0 && this.#answer(waiter, undefined));
  }

  /** Whether a FETCH of that connection may take a job: it is open, its worker is not quiet, the server is not stopping. */
  mayTake(session: Session): boolean {
    return !this.#isStopped && session.isOpen() && !this.#parts.isHalted(session.wid);
  }

  /** Whether what is ready in that queue is for FETCHes that wait: a newcomer then joins the tail instead of trying it. */
  isAwaited(queue: string): boolean {
    return this.#lines.hasIdle(queue);
  }

  /** How many wakes there were so far; one between a try and `wait` must not be lost. */
  wakeCount(): number {
    return this.#wakeCount;
  }

  /** Waits in the lines of its queues until it has a job or its deadline comes. */
  wait({ session, queues, deadline, isStale }: Wait): Promise<ReservedJob | undefined> {
    if (this.#isStopped || !session.isOpen() || deadline <= this.#parts.clock.monotonic()) return Promise.resolve(undefined);
    return new Promise((answer, fail) => {
      this.#waiterCount += 1;
      const number = this.#waiterCount;
      // A quiet worker stands in nobody's way.
      const places = this.mayTake(session) ? queues : [];
      const waiter: Waiter = { number, session, queues: places, deadline, trying: [], missed: new Set(), answer, fail };
      this.#lines.join(waiter);
      this.#deadlines.add(waiter);
      if (isStale) void this.#serve(waiter, places);
    });
  }

  /** A queue has that many jobs ready. */
  onReady(queue: string, ready: number): void {
    this.#wakeCount += 1;
    if (!this.#lines.hasAny(queue)) return;
    // Not at once: a commit names the queues it made ready one by one, and they are dealt out together.
    if (this.#ready.size === 0) queueMicrotask(() => this.#dealReady());
    this.#ready.set(queue, ready);
  }

  /** Answers every waiting FETCH with nothing, and from then on each at once. */
  stop(): void {
    this.#isStopped = true;
    this.#deadlines.stop();
    for (const waiter of this.#deadlines) if (waiter.trying.length === 0) this.#answer(waiter, undefined);
  }

  #leave(waiter: Waiter): void {
    this.#lines.depart(waiter);
    this.#deadlines.drop(waiter);
  }

  #answer(waiter: Waiter, job: ReservedJob | undefined): void {
    this.#leave(waiter);
    waiter.answer(job);
  }

  #dealReady(): void {
    const ready = this.#ready;
    this.#ready = new Map();
    this.#deal(ready);
  }

  #deal(ready: Map<string, number>): void {
    const hand = new Hand(ready, this.#parts.isPerWorker);
    for (const waiter of this.#lines.oldestFirst(hand.queues)) {
      const { wid } = waiter.session;
      const queues = waiter.queues.filter((queue) => hand.has(queue, wid));
      const [first] = queues;
      if (first === undefined) continue;
      const isIdle = waiter.trying.length === 0;
      if (isIdle && !waiter.session.isOpen()) this.#answer(waiter, undefined);
      else if (isIdle && !this.mayTake(waiter.session)) this.#lines.depart(waiter);
      else if (isIdle) {
        hand.deal(first, wid);
        void this.#serve(waiter, queues);
      } else for (const queue of queues) waiter.missed.add(queue);
    }
  }

  async #serve(waiter: Waiter, queues: readonly string[]): Promise<void> {
    this.#lines.setTrying(waiter, queues);
    while (waiter.trying.length > 0) {
      const { trying } = waiter;
      const isUnused = await this.#try(waiter);
      const again = waiter.queues.filter((queue) => waiter.missed.has(queue));
      waiter.missed.clear();
      this.#lines.setTrying(waiter, again);
      if (isUnused) for (const queue of trying) this.#passOn(queue);
    }
  }

  /** True where it did not look, so that its wake is for another. */
  async #try(waiter: Waiter): Promise<boolean> {
    const { session, trying } = waiter;
    const mayTake = () => this.mayTake(session);
    try {
      const job = await this.#parts.attempt({ queues: trying, wid: session.wid, mayTake, isAhead: true });
      const isOver = this.#isStopped || !session.isOpen() || waiter.deadline <= this.#parts.clock.monotonic();
      if (job !== undefined || isOver) this.#answer(waiter, job);
      return job === undefined && !mayTake();
    } catch (error) {
      this.#leave(waiter);
      waiter.fail(error);
      return true;
    }
  }

  #passOn(queue: string): void {
    this.#wakeCount += 1;
    this.#deal(new Map([[queue, 1]]));
  }
}
