/** More of an unknown word is not given back. */
const wordBytesMax = 100;

/** The subcommand in front of a payload, and what stands behind it and one space (spec §3 QUEUE, §6 BATCH and TRACK). */
export function readWord(payload: Uint8Array): { readonly word: string; readonly rest: Uint8Array } {
  const space = payload.indexOf(0x20);
  const length = space < 0 ? payload.length : space;
  return { word: Buffer.from(payload.subarray(0, Math.min(length, wordBytesMax))).toString("utf8"), rest: payload.subarray(length + 1) };
}
