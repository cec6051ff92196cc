import type { Micros } from "../../job/facts.ts";
import type { SetName } from "../../job/lifecycle.ts";
import type { UndoList } from "./undo.ts";

const microsPerDay = 86_400_000_000;

/** Sizes of the sets and the counters, and what a turn still has to add to the history of its day. */
export class Counts {
  sizes: Record<SetName, number> = { scheduled: 0, retries: 0, dead: 0 };
  totals = { processed: 0, failures: 0 };
  #pending = { processed: 0, failures: 0 };
  readonly #undo: UndoList;

  constructor(undo: UndoList) {
    this.#undo = undo;
  }

  /** A turn begins: what it changes is taken back as a whole. */
  begin(): void {
    const sizes = { ...this.sizes };
    const totals = { ...this.totals };
    this.#undo.push(() => {
      this.sizes = sizes;
      this.totals = totals;
      this.#pending = { processed: 0, failures: 0 };
    });
  }

  settled(failed: boolean): void {
    this.#pending.processed += 1;
    this.totals.processed += 1;
    if (!failed) return;
    this.#pending.failures += 1;
    this.totals.failures += 1;
  }

  clear(): void {
    this.sizes = { scheduled: 0, retries: 0, dead: 0 };
    this.totals = { processed: 0, failures: 0 };
    this.#pending = { processed: 0, failures: 0 };
  }

  /** What was settled since the last call, to be written to the history within the same transaction; nothing where nothing was. */
  takePending(): { processed: number; failures: number } | undefined {
    if (this.#pending.processed === 0) return undefined;
    const pending = this.#pending;
    this.#pending = { processed: 0, failures: 0 };
    return pending;
  }
}

let lastDay = { number: -1, text: "" };

/** The UTC day of a moment, `YYYY-MM-DD`. */
export function dayOf(now: Micros): string {
  const number = Math.floor(now / microsPerDay);
  if (number !== lastDay.number) lastDay = { number, text: new Date(number * (microsPerDay / 1000)).toISOString().slice(0, 10) };
  return lastDay.text;
}
