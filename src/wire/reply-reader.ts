import { limits } from "../limits.ts";

/** A reply as a client reads it (spec §1); the text of an error begins with its code. */
export type Answer =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "error"; readonly text: string }
  | { readonly kind: "bulk"; readonly content: Buffer }
  | { readonly kind: "nothing" };

const LF = 0x0a;
const CR = 0x0d;

/** Cuts what a client received into replies (spec §1), however it was split into chunks. */
export class ReplyReader {
  /** Why what came is no reply; from then on no further one comes. */
  fault: string | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Less than this can hold no whole reply, so that a long one is joined once and not for each chunk. */
  #bytesNeeded = 1;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** The next whole reply; undefined until more is pushed. */
  next(): Answer | undefined {
    if (this.fault !== undefined || this.#bytes < this.#bytesNeeded) return undefined;
    const bytes = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = [bytes];
    const end = bytes.indexOf(LF);
    if (end < 0) {
      this.#bytesNeeded = bytes.length + 1;
      if (bytes.length > limits.answerLineBytesMax) this.fault = "a line that does not end";
      return undefined;
    }
    const line = bytes.toString("utf8", 1, bytes[end - 1] === CR ? end - 1 : end);
    switch (bytes[0]) {
      case 0x2b: // +
        return this.#take(end + 1, { kind: "line", text: line });
      case 0x2d: // -
        return this.#take(end + 1, { kind: "error", text: line });
      case 0x24: // $
        return this.#bulk(bytes, end + 1, line);
      default:
        this.fault = "a line that is none of the protocol's";
        return undefined;
    }
  }

  #bulk(bytes: Buffer, start: number, digits: string): Answer | undefined {
    if (digits === "-1") return this.#take(start, { kind: "nothing" });
    const length = /^\d{1,10}$/.test(digits) ? Number(digits) : Infinity;
    if (length > limits.answerBytesMax) {
      this.fault = "a reply of no possible length";
      return undefined;
    }
    const end = start + length + 2;
    if (bytes.length >= end) return this.#take(end, { kind: "bulk", content: bytes.subarray(start, start + length) });
    this.#bytesNeeded = end;
    return undefined;
  }

  #take(length: number, answer: Answer): Answer {
    const rest = this.#chunks[0]!.subarray(length);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#bytes = rest.length;
    this.#bytesNeeded = 1;
    return answer;
  }
}
