import { truncateSync, writeFileSync } from "node:fs";

/** The bytes of a file; whatever lies behind the last one that was ever written to is zero and takes no memory. */
export class Image {
  #bytes: Uint8Array;
  #written: number;
  #length: number;

  constructor(bytes = new Uint8Array(), length = bytes.length) {
    this.#bytes = bytes;
    this.#written = bytes.length;
    this.#length = length;
  }

  get size(): number {
    return this.#length;
  }

  copy(): Image {
    return new Image(this.#bytes.slice(0, this.#written), this.#length);
  }

  write(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#written));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, offset);
    this.#written = Math.max(this.#written, end);
    this.#length = Math.max(this.#length, end);
  }

  zero(offset: number, length: number): void {
    this.#bytes.fill(0, Math.min(offset, this.#written), Math.min(offset + length, this.#written));
    this.#length = Math.max(this.#length, offset + length);
  }

  truncate(length: number): void {
    this.#bytes.fill(0, Math.min(length, this.#written), this.#written);
    this.#written = Math.min(length, this.#written);
    this.#length = length;
  }

  save(path: string): void {
    writeFileSync(path, this.#bytes.subarray(0, this.#written));
    truncateSync(path, this.#length);
  }

  /** Whether it holds these bytes; zeros behind its end don't count. */
  equals(bytes: Uint8Array): boolean {
    if (bytes.length < this.#length) return false;
    const rest = bytes.subarray(this.#written);
    return (
      Buffer.compare(this.#bytes.subarray(0, this.#written), bytes.subarray(0, this.#written)) === 0 && rest.every((byte) => byte === 0)
    );
  }
}
