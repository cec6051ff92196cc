/** Up to that long a part is copied. */
const copiedBytesMax = 512;

/**
 * Bytes `start` to `end` of what was received. A short part is a copy, since a view takes four times as long to make and would keep all
 * of its packet in memory; a long one is a view.
 */
export function part(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return end - start <= copiedBytesMax ? bytes.slice(start, end) : bytes.subarray(start, end);
}
