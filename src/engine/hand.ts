/**
 * The jobs that are ready, while they are dealt out to FETCHes that wait (spec §3). Of a queue where each worker has slots of its own
 * (spec §6) all are dealt to each of them: one that is full uses none up.
 */
export class Hand {
  /** By queue; of those that are dealt to each worker all there were. */
  readonly #ready: Map<string, number>;
  readonly #isPerWorker: (queue: string) => boolean;
  /** What is left for each worker that was dealt some. */
  readonly #ofWorkers = new Map<string, Map<string, number>>();

  /** Uses `ready` up. */
  constructor(ready: Map<string, number>, isPerWorker: (queue: string) => boolean) {
    this.#ready = ready;
    this.#isPerWorker = isPerWorker;
  }

  /** The queues that have something left for anybody. */
  get queues(): ReadonlyMap<string, number> {
    return this.#ready;
  }

  has(queue: string, wid: string): boolean {
    const ready = this.#ready.get(queue);
    return ready !== undefined && (this.#ofWorkers.get(queue)?.get(wid) ?? ready) > 0;
  }

  /** One job of that queue is dealt to that worker. */
  deal(queue: string, wid: string): void {
    const ready = this.#ready.get(queue) ?? 0;
    if (this.#isPerWorker(queue)) {
      const left = this.#ofWorkers.get(queue) ?? new Map<string, number>();
      this.#ofWorkers.set(queue, left.set(wid, (left.get(wid) ?? ready) - 1));
    } else if (ready > 1) this.#ready.set(queue, ready - 1);
    else this.#ready.delete(queue);
  }
}
