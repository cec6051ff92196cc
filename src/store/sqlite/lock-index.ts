import type { JobId } from "../ports/jobs.ts";
import type { UndoList } from "./undo.ts";

/**
 * Which job may hold a lock, by the first 53 bits of its key: some 50 bytes a lock. In the tables locks lie in the order of their jobs; an
 * index by key there is a page anywhere for each of them, twice in its life, which took a unique job beside 100,000 locks from 1.2 to 1.7
 * times the CPU of another.
 */
export class LockIndex {
  #holders = new Map<number, JobId | readonly JobId[]>();
  readonly #undo: UndoList;

  constructor(undo: UndoList) {
    this.#undo = undo;
  }

  /** Mostly none or one: it holds this key, or one that begins like it. */
  holders(key: Uint8Array): readonly JobId[] {
    const found = this.#holders.get(numberOf(key));
    if (found === undefined) return nobody;
    return typeof found === "number" ? [found] : found;
  }

  add(key: Uint8Array, holder: JobId): void {
    const before = this.holders(key);
    this.#set(numberOf(key), before, [...before, holder]);
  }

  remove(key: Uint8Array, holder: JobId): void {
    const before = this.holders(key);
    this.#set(
      numberOf(key),
      before,
      before.filter((one) => one !== holder),
    );
  }

  clear(): void {
    const before = this.#holders;
    this.#undo.push(() => (this.#holders = before));
    this.#holders = new Map();
  }

  /** For the test that compares memory with a rebuild. */
  entries(): readonly string[] {
    return [...this.#holders].map(([key, holders]) => `${key}: ${String(holders)}`).sort();
  }

  #set(key: number, before: readonly JobId[], holders: readonly JobId[]): void {
    this.#put(key, holders);
    this.#undo.push(() => this.#put(key, before));
  }

  #put(key: number, [first, ...others]: readonly JobId[]): void {
    if (first === undefined) this.#holders.delete(key);
    else this.#holders.set(key, others.length === 0 ? first : [first, ...others]);
  }
}

const nobody: readonly JobId[] = [];

/** The first 53 bits, which a number holds. */
function numberOf(key: Uint8Array): number {
  const word = (at: number) => ((key[at]! << 24) | (key[at + 1]! << 16) | (key[at + 2]! << 8) | key[at + 3]!) >>> 0;
  return word(0) * 0x200000 + (word(4) >>> 11);
}
