import type { Clock } from "../../clock.ts";
import type { Micros } from "../../job/facts.ts";
import type { UndoList } from "./undo.ts";

/** A difference below it is the clocks' drift, and not worth a write. */
const noticedMicros = 1_000_000;

/**
 * The time by which durations run (spec §4): it starts with the wall clock and goes on with the monotonic one, so that no jump of the
 * wall clock moves it. How far it is ahead of the wall clock is stored, so that deadlines by it keep their meaning over a restart.
 */
export class SteadyTime {
  readonly #clock: Clock;
  readonly #start: Micros;
  readonly #write: (ahead: Micros) => void;
  readonly #undo: UndoList;
  #stored: Micros;

  /** `write` stores in the present transaction how far it is ahead. */
  constructor(clock: Clock, ahead: Micros, write: (ahead: Micros) => void, undo: UndoList) {
    this.#clock = clock;
    this.#start = clock.wall() + ahead - Math.round(clock.monotonic() * 1_000);
    this.#write = write;
    this.#undo = undo;
    this.#stored = ahead;
  }

  now(): Micros {
    return this.#start + Math.round(this.#clock.monotonic() * 1_000);
  }

  /** Told at each turn how far it is ahead of the wall clock. */
  note(ahead: Micros): void {
    const stored = this.#stored;
    if (Math.abs(ahead - stored) < noticedMicros) return;
    this.#stored = ahead;
    this.#undo.push(() => (this.#stored = stored));
    this.#write(ahead);
  }
}
