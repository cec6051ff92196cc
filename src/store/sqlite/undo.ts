/**
 * Memory changes at once and is taken back on rollback: each change of a turn leaves its inverse here.
 */
export class UndoList {
  #inverses: (() => void)[] = [];

  push(inverse: () => void): void {
    this.#inverses.push(inverse);
  }

  /** The turn was committed. */
  drop(): void {
    this.#inverses.length = 0;
  }

  /** The turn was rolled back: the last change goes first. */
  takeBack(): void {
    const inverses = this.#inverses;
    this.#inverses = [];
    for (const inverse of inverses.reverse()) inverse();
  }
}
