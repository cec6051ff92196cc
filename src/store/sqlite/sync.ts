import { fdatasync } from "node:fs";
import { Trouble } from "../../result.ts";
import type { Work } from "./work.ts";

/**
 * Group commit: one `fdatasync` of the log in flight, in the background; all answers that joined while it ran share the next one,
 * so a batch holds only what was committed before its call. A failed sync is final (spec §5): pages may be clean in the cache and
 * absent on the disk, so nothing is tried again; the answers are refused and `onFatal` ends the process.
 */
export class Sync {
  #waiting: Work[] = [];
  #fatal: Trouble | undefined;
  isInFlight = false;
  /** Something was committed since the last sync began. */
  #isBehind = false;
  readonly #log: number;
  readonly #onFatal: (reason: string) => void;
  readonly #onIdle: () => void;

  /** `log` is the descriptor of the log; `onIdle` is called whenever a sync has ended and none follows. */
  constructor(log: number, onFatal: (reason: string) => void, onIdle: () => void) {
    this.#log = log;
    this.#onFatal = onFatal;
    this.#onIdle = onIdle;
  }

  /** Whether something that was committed may not be on stable storage yet. */
  get isNeeded(): boolean {
    return this.#isBehind || this.isInFlight;
  }

  /** A transaction that wrote was committed. */
  noteWrite(): void {
    this.#isBehind = true;
  }

  /** Answers once all that was committed up to now is on stable storage. */
  join(works: Work[]): void {
    if (this.#fatal !== undefined) {
      for (const one of works) one.reject(this.#fatal);
      return;
    }
    for (const one of works) this.#waiting.push(one);
    if (!this.isInFlight) this.#start();
  }

  #start(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    this.isInFlight = true;
    this.#isBehind = false;
    fdatasync(this.#log, (error) => {
      this.isInFlight = false;
      if (error !== null && error !== undefined) this.#fail(error, batch);
      else if (this.#fatal !== undefined) for (const one of batch) one.reject(this.#fatal);
      else for (const one of batch) one.resolve(one.value);
      if (this.#waiting.length > 0) this.#start();
      else this.#onIdle();
    });
  }

  #fail(error: Error, batch: Work[]): void {
    const trouble = new Trouble(`storage failed to sync: ${error.message}`, { cause: error });
    for (const one of batch) one.reject(trouble);
    this.refuse(trouble);
    this.#onFatal(trouble.message);
  }

  /** Refuses all that wait, and all that come later: a sync of this storage has failed, this one or one of SQLite's. */
  refuse(trouble: Trouble): void {
    this.#fatal ??= trouble;
    for (const one of this.#waiting) one.reject(trouble);
    this.#waiting = [];
  }
}
