import { fdatasync } from "node:fs";
import type { Clock } from "../../clock.ts";
import { Trouble } from "../../result.ts";
import { SpanRing } from "./spans.ts";
import type { Work } from "./work.ts";

/** What the store has to know of syncs. */
interface SyncEvents {
  failed(reason: string): void;
  /** A sync has ended, and none follows. */
  idle(): void;
  /** Whether works wait for a turn, which is about to run. */
  willTurn(): boolean;
}

/**
 * Group commit: one `fdatasync` of the log in flight, in the background; all answers that joined while it ran share the next one,
 * so a batch holds only what was committed before its call. Where works wait for their turn just then, it begins behind that turn and
 * covers it too: fewer syncs and no wait of a whole one for those works. A failed sync is final (spec §5): pages may be clean in the
 * cache and absent on the disk, so nothing is tried again; the answers are refused and `failed` ends the process.
 */
export class Sync {
  #waiting: Work[] = [];
  #fatal: Trouble | undefined;
  #isInFlight = false;
  /** Something was committed since the last sync began. */
  #isBehind = false;
  readonly spans = new SpanRing();
  readonly #clock: Clock;
  readonly #log: number;
  readonly #events: SyncEvents;

  /** `log` is the descriptor of the log. */
  constructor(log: number, clock: Clock, events: SyncEvents) {
    this.#log = log;
    this.#clock = clock;
    this.#events = events;
  }

  /** Whether something that was committed may not be on stable storage yet. */
  get isNeeded(): boolean {
    return this.#isBehind || this.#isInFlight;
  }

  /** Whether a sync runs, or answers wait for the next. */
  get isBusy(): boolean {
    return this.#isInFlight || this.#waiting.length > 0;
  }

  /** A transaction that wrote was committed. */
  noteWrite(): void {
    this.#isBehind = true;
  }

  /** Answers once all that was committed up to now is on stable storage, by a sync that begins with the end of the turn. */
  join(works: readonly Work[]): void {
    if (this.#fatal === undefined) for (const one of works) this.#waiting.push(one);
    else for (const one of works) one.reject(this.#fatal);
  }

  /** A turn has ended, whatever came of it: what waits for a sync waits for no other turn. */
  turnEnded(): void {
    if (!this.#isInFlight && this.#waiting.length > 0) this.#start();
  }

  #start(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    this.#isInFlight = true;
    this.#isBehind = false;
    const start = this.#clock.monotonic();
    fdatasync(this.#log, (error) => {
      this.spans.note(this.#clock.monotonic() - start);
      this.#isInFlight = false;
      if (error !== null && error !== undefined) this.#fail(error, batch);
      else if (this.#fatal !== undefined) for (const one of batch) one.reject(this.#fatal);
      else for (const one of batch) one.resolve(one.value);
      if (this.#waiting.length === 0) this.#events.idle();
      else if (!this.#events.willTurn()) this.#start();
    });
  }

  #fail(error: Error, batch: Work[]): void {
    const trouble = new Trouble(`storage failed to sync: ${error.message}`, { cause: error });
    for (const one of batch) one.reject(trouble);
    this.refuse(trouble);
    this.#events.failed(trouble.message);
  }

  /** Refuses all that wait, and all that come later: a sync of this storage has failed, this one or one of SQLite's. */
  refuse(trouble: Trouble): void {
    this.#fatal ??= trouble;
    for (const one of this.#waiting) one.reject(trouble);
    this.#waiting = [];
  }
}
