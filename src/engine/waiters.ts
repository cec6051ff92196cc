import type { Clock } from "../clock.ts";
import type { ReservedJob } from "../store/ports/jobs.ts";
import { type Deadlines, deadlines } from "./deadlines.ts";
import { lines, type Waiter } from "./lines.ts";
import type { Attempt } from "./reserve.ts";
import type { Session } from "./session.ts";

interface WaitersParts {
  readonly clock: Clock;
  /** Whether that worker is quiet or terminating. */
  readonly isHalted: (wid: string) => boolean;
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
 * The FETCHes that wait (spec §3), woken by level: as many as a queue has jobs, the oldest first. One that finds nothing keeps its
 * place and deadline; a wake that a FETCH did not use is passed on, so that a job that is ready never waits for the next push.
 */
export class Waiters {
  readonly #parts: WaitersParts;
  readonly #lines = lines();
  readonly #deadlines: Deadlines<Waiter>;
  #starting: Waiter[] = [];
  #wakeCount = 0;
  #isStopped = false;

  constructor(parts: WaitersParts) {
    this.#parts = parts;
    // One that tries just now is answered when that is done.
    this.#deadlines = deadlines(parts.clock, (waiter) => !waiter.isTrying && this.#answer(waiter, undefined));
  }

  /** Whether a FETCH of that connection may take a job: it is open, its worker is not quiet, the server is not stopping. */
  mayTake(session: Session): boolean {
    return !this.#isStopped && session.isOpen() && !this.#parts.isHalted(session.wid);
  }

  /** Whether a FETCH waits on that queue: a newcomer then joins the tail instead of trying it. */
  isAwaited(queue: string): boolean {
    return this.#lines.isAwaited(queue);
  }

  /** How many wakes there were so far; one between a try and `wait` must not be lost. */
  wakeCount(): number {
    return this.#wakeCount;
  }

  /** Waits in the lines of its queues until it has a job or its deadline comes. */
  wait({ session, queues, deadline, isStale }: Wait): Promise<ReservedJob | undefined> {
    if (this.#isStopped || !session.isOpen() || deadline <= this.#parts.clock.monotonic()) return Promise.resolve(undefined);
    return new Promise((answer, fail) => {
      const places = this.mayTake(session) ? queues : [];
      const waiter: Waiter = { session, queues: places, deadline, wakes: new Set(), isTrying: false, answer, fail };
      this.#lines.join(waiter);
      this.#deadlines.add(waiter);
      if (isStale) for (const queue of places) this.#wake(waiter, queue);
    });
  }

  /** A queue has that many jobs ready: as many FETCHes are started. */
  onReady(queue: string, ready: number): void {
    this.#wakeCount += 1;
    let left = ready;
    for (const waiter of this.#lines.of(queue)) {
      if (left <= 0) return;
      if (this.#wake(waiter, queue)) left -= 1;
    }
  }

  /** A worker is quiet from now on: its FETCHes wait on to their deadline, without a job. */
  silence(wid: string): void {
    for (const waiter of this.#deadlines) if (waiter.session.wid === wid && !waiter.isTrying) this.#lines.depart(waiter);
  }

  /** Answers every waiting FETCH with nothing, and from then on each at once. */
  stop(): void {
    this.#isStopped = true;
    this.#deadlines.stop();
    for (const waiter of this.#deadlines) if (!waiter.isTrying) this.#answer(waiter, undefined);
  }

  #leave(waiter: Waiter): void {
    this.#lines.depart(waiter);
    this.#deadlines.drop(waiter);
  }

  #answer(waiter: Waiter, job: ReservedJob | undefined): void {
    this.#leave(waiter);
    waiter.answer(job);
  }

  /** False where nobody is there any more. */
  #wake(waiter: Waiter, queue: string): boolean {
    if (!waiter.isTrying && !waiter.session.isOpen()) {
      this.#answer(waiter, undefined);
      return false;
    }
    waiter.wakes.add(queue);
    if (waiter.isTrying) return true;
    waiter.isTrying = true;
    // Not at once: the commit that wakes it for this queue may wake it for one that stands before it in its FETCH, too.
    if (this.#starting.push(waiter) === 1) queueMicrotask(() => this.#start());
    return true;
  }

  #start(): void {
    const started = this.#starting;
    this.#starting = [];
    for (const waiter of started) void this.#serve(waiter);
  }

  async #serve(waiter: Waiter): Promise<void> {
    while (waiter.wakes.size > 0) {
      const queues = waiter.queues.filter((queue) => waiter.wakes.has(queue));
      waiter.wakes.clear();
      const unused = await this.#try(waiter, queues);
      const hasLeft = waiter.queues.length === 0;
      const owed = hasLeft ? [...unused, ...waiter.wakes] : unused;
      if (hasLeft) waiter.wakes.clear();
      for (const queue of owed) this.#passOn(queue);
    }
    waiter.isTrying = false;
  }

  /** Answers with the queues whose wake is for another now. */
  async #try(waiter: Waiter, queues: readonly string[]): Promise<readonly string[]> {
    const { session } = waiter;
    const mayTake = () => this.mayTake(session);
    let job: ReservedJob | undefined;
    try {
      job = await this.#parts.attempt({ queues, wid: session.wid, mayTake, isAhead: true });
    } catch (error) {
      this.#leave(waiter);
      waiter.fail(error);
      return queues;
    }
    if (job !== undefined) {
      this.#answer(waiter, job);
      return queues.slice(queues.indexOf(job.queue) + 1);
    }
    if (this.#isStopped || !session.isOpen() || waiter.deadline <= this.#parts.clock.monotonic()) this.#answer(waiter, undefined);
    else if (!mayTake()) this.#lines.depart(waiter);
    else return [];
    return queues;
  }

  #passOn(queue: string): void {
    this.#wakeCount += 1;
    for (const waiter of this.#lines.of(queue)) if (!waiter.wakes.has(queue) && this.#wake(waiter, queue)) return;
  }
}
