import { limits } from "../limits.ts";
import { part } from "./part.ts";

const LF = 0x0a;
const CR = 0x0d;

/** The room a fresh block has, at least and at most, where the chunk itself is not larger. */
const blockBytesMin = 256;
const blockBytesMax = 64 * 1024;

/** What a chunk takes beside its bytes: a peer may send them one by one. */
const chunkOverheadBytes = 200;

/**
 * Cuts one connection's bytes into lines (spec §1), however they are split into chunks. A long line that lies in one chunk is a view
 * of it, and keeps all of it in memory. The part of a line that waits for its end is copied into
 * blocks of its own, so that neither many tiny chunks nor a tiny part of a large one hold memory, and is joined once.
 */
export class LineReader {
  /** The longest line allowed, without its line end; may be changed at any time. */
  lineBytesMax: number;
  /** True once a line was longer than that: what there was of it is released, and no further line comes. */
  isTooLong = false;
  #chunks: Uint8Array[] = [];
  #chunkBytes = 0;
  #position = 0;
  #blocks: Uint8Array[] = [];
  /** Bytes used in the last block, and in all of them. */
  #usedInLast = 0;
  #unfinishedBytes = 0;
  /** The byte held last. */
  #lastHeld = 0;

  constructor(lineBytesMax: number = limits.lineBytesMax) {
    this.lineBytesMax = lineBytesMax;
  }

  /** Bytes of a line whose end has not come yet. */
  get unfinishedBytes(): number {
    return this.#unfinishedBytes;
  }

  /** Memory of what was pushed and not looked at yet. */
  get waitingBytes(): number {
    return this.#chunkBytes;
  }

  /** Takes what a connection received; it must not change any more (the runtime makes each chunk memory of its own). */
  push(chunk: Uint8Array): void {
    if (this.isTooLong || chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length + chunkOverheadBytes;
  }

  /** The next whole line without its LF, or CR and LF; undefined until more is pushed. */
  next(): Uint8Array | undefined {
    for (;;) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) return undefined;
      const start = this.#position;
      const newline = chunk.indexOf(LF, start);
      const end = newline < 0 ? chunk.length : newline;
      if (this.#exceeds(chunk, start, end)) return this.#giveUp();
      if (newline >= 0 && newline + 1 < chunk.length) this.#position = newline + 1;
      else this.#dropChunk();
      if (newline < 0) this.#hold(chunk, start);
      else if (this.#unfinishedBytes === 0) return part(chunk, start, withoutCr(chunk, start, end));
      else return this.#join(chunk, start, end);
    }
  }

  #dropChunk(): void {
    this.#chunkBytes -= (this.#chunks.shift()?.length ?? 0) + chunkOverheadBytes;
    this.#position = 0;
  }

  /** Whether the line that so far ends before `end` is longer than allowed; a CR there may belong to its line end. */
  #exceeds(chunk: Uint8Array, start: number, end: number): boolean {
    const last = end > start ? chunk[end - 1] : this.#lastHeld;
    return this.#unfinishedBytes + end - start - (last === CR ? 1 : 0) > this.lineBytesMax;
  }

  #giveUp(): undefined {
    this.isTooLong = true;
    this.#chunks = [];
    this.#chunkBytes = 0;
    this.#release();
    return undefined;
  }

  #release(): void {
    this.#blocks = [];
    this.#usedInLast = 0;
    this.#unfinishedBytes = 0;
    this.#lastHeld = 0;
  }

  /** Keeps a copy of the chunk from `start` on. */
  #hold(chunk: Uint8Array, start: number): void {
    let at = start;
    while (at < chunk.length) {
      let block = this.#blocks.at(-1);
      if (block === undefined || this.#usedInLast === block.length) {
        const room = Math.min(Math.max(this.#unfinishedBytes, blockBytesMin), blockBytesMax);
        block = new Uint8Array(Math.max(room, chunk.length - at));
        this.#blocks.push(block);
        this.#usedInLast = 0;
      }
      const count = Math.min(block.length - this.#usedInLast, chunk.length - at);
      block.set(chunk.subarray(at, at + count), this.#usedInLast);
      this.#usedInLast += count;
      this.#unfinishedBytes += count;
      at += count;
    }
    this.#lastHeld = chunk[chunk.length - 1]!;
  }

  /** The held part and the chunk up to `end` as one line. */
  #join(chunk: Uint8Array, start: number, end: number): Uint8Array {
    const line = new Uint8Array(this.#unfinishedBytes + end - start);
    const held = this.#unfinishedBytes;
    let length = 0;
    for (const block of this.#blocks) {
      line.set(block.length > held - length ? block.subarray(0, held - length) : block, length);
      length += Math.min(block.length, held - length);
    }
    line.set(chunk.subarray(start, end), held);
    this.#release();
    const kept = withoutCr(line, 0, line.length);
    return kept === line.length ? line : line.subarray(0, kept);
  }
}

/** The end of a line, before a CR that stands last in it. */
function withoutCr(bytes: Uint8Array, start: number, end: number): number {
  return end > start && bytes[end - 1] === CR ? end - 1 : end;
}
