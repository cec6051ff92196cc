import { type Position, skipSpace, skipValue } from "./scan.ts";

const text = Buffer.prototype.toString;

/** The JSON string from its opening quote at `start` to `end` behind its closing one; lone surrogates that were escaped stay (spec §2). */
export function stringAt(bytes: Uint8Array, start: Position, end: Position): string {
  for (let at = start + 1; at < end - 1; at++) {
    const byte = bytes[at]!;
    if (byte === 0x5c) return unescaped(text.call(bytes, "utf8", start, end));
    if (byte >= 0x80)
      return hasEscape(bytes, at, end) ? unescaped(text.call(bytes, "utf8", start, end)) : text.call(bytes, "utf8", start + 1, end - 1);
  }
  // Three times as fast as a TextDecoder, which needs a view of the range.
  return text.call(bytes, "latin1", start + 1, end - 1);
}

function hasEscape(bytes: Uint8Array, start: Position, end: Position): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === 0x5c) return true;
  return false;
}

function unescaped(json: string): string {
  return String(JSON.parse(json));
}

const INT64_MAX = 2n ** 63n - 1n;

/**
 * The JSON number from `start` to `end` where it is written as an integer of 64 bits, else undefined: `1.0` and `1e3` are none,
 * as for the clients' own servers. Beyond 2^53 the nearest safe integer, which no rule can tell apart.
 */
export function integerAt(bytes: Uint8Array, start: Position, end: Position): number | undefined {
  const isNegative = bytes[start] === 0x2d;
  const first = isNegative ? start + 1 : start;
  let value = 0;
  for (let at = first; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  if (value > Number.MAX_SAFE_INTEGER) {
    if (end - first > 19 || BigInt(text.call(bytes, "latin1", first, end)) > INT64_MAX + (isNegative ? 1n : 0n)) return undefined;
    value = Number.MAX_SAFE_INTEGER;
  }
  return isNegative && value !== 0 ? -value : value;
}

/** The JSON number from `start` to `end`, as near as a double comes to it. */
export function numberAt(bytes: Uint8Array, start: Position, end: Position): number {
  return Number(text.call(bytes, "latin1", start, end));
}

function isNumber(first: number | undefined): boolean {
  return first === 0x2d || (first !== undefined && first >= 0x30 && first <= 0x39);
}

/** The numbers of the JSON array at `start`, whose grammar was checked; undefined where an element is no number, or there are more. */
export function numbersAt(bytes: Uint8Array, start: Position, numbersMax: number): number[] | undefined {
  const numbers: number[] = [];
  let at = skipSpace(bytes, start + 1);
  while (bytes[at] !== 0x5d) {
    const end = skipValue(bytes, at, 0);
    if (!isNumber(bytes[at]) || numbers.length === numbersMax) return undefined;
    numbers.push(numberAt(bytes, at, end));
    at = skipSpace(bytes, end);
    if (bytes[at] === 0x2c) at = skipSpace(bytes, at + 1);
  }
  return numbers;
}

/** What a JSON value is, as the refusals call it. */
export type Kind = "string" | "integer" | "number" | "flag" | "array" | "object" | "any";

/** The kinds with their article, for a refusal. */
export const kindTexts: Readonly<Record<Kind, string>> = {
  string: "a string",
  integer: "a 64-bit integer",
  number: "a number",
  flag: "1 or 0",
  array: "an array",
  object: "an object",
  any: "anything",
};

/** Whether the value from `start` to `end` is of that kind. The grammar was checked, so its first byte tells all but integers. */
export function isKind(kind: Kind, bytes: Uint8Array, start: Position, end: Position): boolean {
  const byte = bytes[start];
  switch (kind) {
    case "string":
      return byte === 0x22;
    case "array":
      return byte === 0x5b;
    case "object":
      return byte === 0x7b;
    case "number":
      return isNumber(byte);
    case "any":
      return true;
    case "flag":
      return isNumber(byte) || byte === 0x74 || byte === 0x66;
    case "integer":
      return integerAt(bytes, start, end) !== undefined;
  }
}

/**
 * The first `linesMax` strings of the JSON array at `start`, whose grammar was checked, null left out; undefined where another
 * element is no string.
 */
export function stringsAt(bytes: Uint8Array, start: Position, linesMax: number): string[] | undefined {
  const lines: string[] = [];
  let at = skipSpace(bytes, start + 1);
  while (bytes[at] !== 0x5d) {
    const end = skipValue(bytes, at, 0);
    if (bytes[at] === 0x22) {
      if (lines.length < linesMax) lines.push(stringAt(bytes, at, end));
    } else if (bytes[at] !== 0x6e) {
      return undefined;
    }
    at = skipSpace(bytes, end);
    if (bytes[at] === 0x2c) at = skipSpace(bytes, at + 1);
  }
  return lines;
}
