import type { Cancel, Clock } from "../../clock.ts";
import { limits } from "../../limits.ts";
import type { Tx } from "../store.ts";
import type { Work } from "./work.ts";

interface LongWork {
  step(tx: Tx): Promise<boolean>;
  resolve(): void;
  reject(error: unknown): void;
}

/** Where the store stands when a slice could run. */
interface Moment {
  readonly isSyncInFlight: boolean;
  readonly isLogLong: boolean;
}

/**
 * Long works, a slice of a turn at a time: the timed ones first. A slice prefers a turn without a sync in flight and with a short
 * log, but waits for one only so long, so that neither a sync always in flight nor a reader that holds the log stops it.
 */
export class Slices {
  readonly #timed: LongWork[] = [];
  readonly #wide: LongWork[] = [];
  #waitsSince: number | undefined;
  #timer: Cancel | undefined;
  readonly #clock: Clock;
  readonly #wake: () => void;

  /** `wake` asks for a turn. */
  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  get isEmpty(): boolean {
    return this.#timed.length === 0 && this.#wide.length === 0;
  }

  add(kind: "timed" | "wide", step: (tx: Tx) => Promise<boolean>): Promise<void> {
    return new Promise((resolve, reject) => {
      (kind === "timed" ? this.#timed : this.#wide).push({ step, resolve, reject });
      this.#wake();
    });
  }

  /** Ends those that wait, with `error`: the storage closes. What they left half done, they go on with after the next start. */
  stop(error: Error): void {
    this.#timer?.();
    for (const work of [...this.#timed.splice(0), ...this.#wide.splice(0)]) work.reject(error);
  }

  /** The slice to run in this turn, as a work; undefined where there is none, or it waits for a better moment. */
  next(moment: Moment): Work | undefined {
    const list = this.#timed.length > 0 ? this.#timed : this.#wide;
    const work = list[0];
    if (work === undefined) return undefined;
    if (this.#shouldWait(moment)) return undefined;
    this.#waitsSince = undefined;
    let isDone = false;
    const end = (act: () => void): void => {
      list.splice(list.indexOf(work), 1);
      act();
    };
    return {
      answersAfter: "committed",
      bytes: 0,
      run: async (tx) => {
        isDone = !(await this.#steps(work, tx));
      },
      resolve: () => {
        if (isDone) end(work.resolve);
        else if (list.length > 1) list.push(...list.splice(0, 1));
        if (!this.isEmpty) this.#wake();
      },
      reject: (error) => end(() => work.reject(error)),
    };
  }

  async #steps(work: LongWork, tx: Tx): Promise<boolean> {
    const end = this.#clock.monotonic() + limits.sliceMsMax;
    for (;;) {
      if (!(await work.step(tx))) return false;
      if (this.#clock.monotonic() >= end) return true;
    }
  }

  #shouldWait(moment: Moment): boolean {
    if (!moment.isSyncInFlight && !moment.isLogLong) return false;
    const now = this.#clock.monotonic();
    this.#waitsSince ??= now;
    const most = moment.isLogLong ? limits.sliceWaitLongMs : limits.sliceWaitMs;
    const left = this.#waitsSince + most - now;
    if (left <= 0) return false;
    this.#timer?.();
    this.#timer = this.#clock.after(left, this.#wake);
    return true;
  }
}
