import type { AnswersAfter, Tx, WorkOptions } from "../store.ts";

/** One work of a turn: what to run, and whom to tell. */
export interface Work {
  readonly answersAfter: AnswersAfter;
  readonly bytes: number;
  /** Rises with each work that comes. */
  order?: number;
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

  peek(): Work | undefined {
    return this.#works[this.#head];
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

/**
 * The works that wait for their turn: first those that were woken, then the others in the order they came. Of the wide ones a turn
 * takes one, and the turn's other works may be younger: whoever asks for little waits for one of them, not for all that came before.
 */
export class Backlog {
  readonly #ahead = new WorkQueue();
  readonly #waiting = new WorkQueue();
  readonly #wide = new WorkQueue();
  #count = 0;

  get isEmpty(): boolean {
    return this.#ahead.length === 0 && this.#waiting.length === 0 && this.#wide.length === 0;
  }

  add(work: Work, { isAhead, isWide }: WorkOptions): void {
    work.order = this.#count++;
    (isAhead === true ? this.#ahead : isWide === true ? this.#wide : this.#waiting).add(work);
  }

  /** Begins a turn: a function that takes its next work. */
  turn(): () => Work | undefined {
    let hasWide = false;
    return () => {
      const work = this.#ahead.take();
      if (work !== undefined) return work;
      const [wide, waiting] = [this.#wide.peek(), this.#waiting.peek()];
      // It never overtakes: a connection's earlier commands have run.
      const isWideNext = wide?.order !== undefined && (waiting?.order === undefined || wide.order < waiting.order);
      if (!isWideNext || hasWide) return this.#waiting.take();
      hasWide = true;
      return this.#wide.take();
    };
  }
}
