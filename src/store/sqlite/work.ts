import type { AnswersAfter, Tx } from "../store.ts";

/** One work of a turn: what to run, and whom to tell. */
export interface Work {
  readonly answersAfter: AnswersAfter;
  readonly bytes: number;
  run(tx: Tx): Promise<unknown>;
  /** The work is committed (and synced, where it asked for that). */
  resolve(value: unknown): void;
  reject(error: unknown): void;
  /** What it returned, and what is to be done after its commit; both are of its last run. */
  value?: unknown;
  afterCommit?: (() => void)[] | undefined;
}

/** Works in the order in which they came; taking one is not linear in how many wait. */
export class WorkQueue {
  #works: (Work | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#works.length - this.#head;
  }

  add(work: Work): void {
    this.#works.push(work);
  }

  take(): Work | undefined {
    const work = this.#works[this.#head];
    if (work === undefined) return undefined;
    this.#works[this.#head++] = undefined;
    if (this.#head === this.#works.length) {
      this.#works.length = 0;
      this.#head = 0;
    } else if (this.#head >= 1024) {
      this.#works = this.#works.slice(this.#head);
      this.#head = 0;
    }
    return work;
  }
}
