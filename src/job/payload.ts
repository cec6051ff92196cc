import { isSpace, type Position, skipSpace } from "./scan.ts";

/** A part of the bytes, from `start` up to and without `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** The end of an object, from its last member on: `members` as JSON text, each with a comma before it, and the closing brace. */
export function tailOf(members: string): Uint8Array {
  return new TextEncoder().encode(`${members}}`);
}

/**
 * A copy of the object in `object`, with a new tail in place of its closing brace and without the members in `cuts` (each from its
 * key to the end of its value); the rest stays byte for byte (spec §2). At least one member must be left.
 */
export function edited(bytes: Uint8Array, object: Range, cuts: readonly Range[], tail: Uint8Array): Uint8Array {
  if (cuts.length > 0) return cutAndJoined(bytes, object, cuts, tail);
  const kept = object.end - 1 - object.start;
  const copy = new Uint8Array(kept + tail.length);
  copy.set(object.start === 0 && object.end === bytes.length ? bytes : bytes.subarray(object.start, object.end));
  if (tail.length > 1) copy.set(tail, kept);
  return copy;
}

function cutAndJoined(bytes: Uint8Array, object: Range, cuts: readonly Range[], tail: Uint8Array): Uint8Array {
  const gaps = withCommas(bytes, cuts);
  const copy = new Uint8Array(gaps.reduce((length, gap) => length - (gap.end - gap.start), object.end - 1 - object.start + tail.length));
  let at = object.start;
  let length = 0;
  for (const gap of [...gaps, { start: object.end - 1, end: object.end }]) {
    copy.set(bytes.subarray(at, gap.start), length);
    length += gap.start - at;
    at = gap.end;
  }
  copy.set(tail, length);
  return copy;
}

/** Each cut takes the comma behind it along, up to the next key; what is cut at the end takes the comma before it. */
function withCommas(bytes: Uint8Array, cuts: readonly Range[]): Range[] {
  const gaps: Range[] = [];
  for (const cut of cuts.toSorted((a, b) => a.start - b.start)) {
    const behind = skipSpace(bytes, cut.end);
    if (bytes[behind] === 0x2c) {
      gaps.push({ start: cut.start, end: skipSpace(bytes, behind + 1) });
      continue;
    }
    let start = cut.start;
    while (gaps.at(-1)?.end === start) start = gaps.pop()!.start;
    let before = start - 1;
    while (isSpace(bytes[before])) before--;
    gaps.push({ start: bytes[before] === 0x2c ? before : start, end: cut.end });
  }
  return gaps;
}
