/** What a transaction is to tell of once it is committed: two lists side by side, so that a job costs no closure. */
export class Told {
  #hearers: ((told: unknown) => void)[] = [];
  #told: unknown[] = [];

  add<One>(hear: (told: One) => void, told: One): void {
    this.#hearers.push(hear as (told: unknown) => void);
    this.#told.push(told);
  }

  /** The transaction was rolled back. */
  drop(): void {
    this.#hearers.length = 0;
    this.#told.length = 0;
  }

  /** It is committed. */
  send(): void {
    for (let index = 0; index < this.#told.length; index++) this.#hearers[index]?.(this.#told[index]);
    this.drop();
  }
}
