import { LineReader } from "../wire/line-reader.ts";

/** What waits unread in memory before a connection that may not start more is paused. */
const waitingBytesPause = 64 * 1024;

/** What one peer sent and nobody has read yet (spec §1), whole lines and the beginning of one. */
export class Inbox {
  #reader: LineReader | undefined;
  /** Received since there was no whole line left, at most that much waits. */
  #waitingBytes = 0;
  #counted = 0;
  readonly #countUnfinished: (change: number) => void;

  /** `countUnfinished` is told of every change of `unfinishedBytes`. */
  constructor(lineBytesMax: number, countUnfinished: (change: number) => void) {
    this.#reader = new LineReader(lineBytesMax);
    this.#countUnfinished = countUnfinished;
  }

  get unfinishedBytes(): number {
    return this.#reader?.unfinishedBytes ?? 0;
  }

  get isTooLong(): boolean {
    return this.#reader?.isTooLong ?? false;
  }

  get hasMuchWaiting(): boolean {
    return this.#waitingBytes > waitingBytesPause;
  }

  set lineBytesMax(bytes: number) {
    if (this.#reader !== undefined) this.#reader.lineBytesMax = bytes;
  }

  push(bytes: Uint8Array): void {
    this.#reader?.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  /** The next whole line; what is kept of it for long must be copied. */
  next(): Uint8Array | undefined {
    const line = this.#reader?.next();
    if (line === undefined) {
      this.#waitingBytes = 0;
      this.#count();
    }
    return line;
  }

  /** Lets go of everything; nothing is read any more. */
  close(): void {
    this.#reader = undefined;
    this.#waitingBytes = 0;
    this.#count();
  }

  #count(): void {
    const change = this.unfinishedBytes - this.#counted;
    if (change === 0) return;
    this.#counted += change;
    this.#countUnfinished(change);
  }
}
