import { LineReader } from "../wire/line-reader.ts";

/** What waits unread in memory before a connection that may not start more is paused. */
const waitingBytesPause = 64 * 1024;

/** What one peer sent and nobody has read yet (spec §1), whole lines and the beginning of one. */
export class Inbox {
  #reader: LineReader | undefined;
  /** A line that was taken and could not be started. */
  #putBack: Uint8Array | undefined;

  constructor(lineBytesMax: number) {
    this.#reader = new LineReader(lineBytesMax);
  }

  /** Bytes of a line that is not whole yet. */
  get unfinishedBytes(): number {
    return this.#reader?.unfinishedBytes ?? 0;
  }

  /** All that it holds. */
  get unreadBytes(): number {
    const reader = this.#reader;
    return reader === undefined ? 0 : reader.unfinishedBytes + reader.waitingBytes + (this.#putBack?.length ?? 0);
  }

  get isTooLong(): boolean {
    return this.#reader?.isTooLong ?? false;
  }

  /** Whether enough waits unread; where memory is short, anything is. */
  hasMuchWaiting(isMemoryShort: boolean): boolean {
    return (this.#reader?.waitingBytes ?? 0) > (isMemoryShort ? 0 : waitingBytesPause);
  }

  set lineBytesMax(bytes: number) {
    if (this.#reader !== undefined) this.#reader.lineBytesMax = bytes;
  }

  push(bytes: Uint8Array): void {
    this.#reader?.push(bytes);
  }

  /** The next whole line; what is kept of it for long must be copied. */
  next(): Uint8Array | undefined {
    const line = this.#putBack ?? this.#reader?.next();
    this.#putBack = undefined;
    return line;
  }

  /** The line that `next` gave last is to come again. */
  putBack(line: Uint8Array): void {
    this.#putBack = line;
  }

  /** Lets go of everything; nothing is read any more. */
  close(): void {
    this.#reader = undefined;
    this.#putBack = undefined;
  }
}
