import { limits } from "../../limits.ts";
import type { UndoList } from "./undo.ts";

/**
 * A rising number that never repeats, not even after a crash: the end of its present block is in the database before a number of
 * it is used, and a restart begins behind it.
 */
export class NumberBlock {
  #next: number;
  #end: number;
  readonly #write: (end: number) => void;
  readonly #undo: UndoList;

  /** `end`: all below it may have been used. `write` stores a new end in the present transaction. */
  constructor(end: number, write: (end: number) => void, undo: UndoList) {
    this.#next = end;
    this.#end = end;
    this.#write = write;
    this.#undo = undo;
  }

  take(): number {
    if (this.#next === this.#end) this.#extend();
    return this.#next++;
  }

  /** The last number that was taken, or one before the first. */
  get last(): number {
    return this.#next - 1;
  }

  #extend(): void {
    const before = this.#end;
    this.#undo.push(() => {
      this.#end = before;
      this.#next = before;
    });
    this.#end = before + limits.numberBlock;
    this.#write(this.#end);
  }
}
