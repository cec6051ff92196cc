import { limits } from "../limits.ts";

/**
 * The JSON grammar (RFC 8259) over bytes: each function takes the position where something begins and answers the position
 * behind it, or a fault, a negative number that `faultText` explains. Nothing is built, nothing recurses, so neither size nor
 * depth of the input matters (spec §1).
 */
export type Position = number;

/** JSON that is nested deeper than `limits.nestingLevelsMax`; every other fault but one is `~position`. */
export const tooDeep = -0x80000000;

/** An object that names known members anew more than `limits.repeatedMembersMax` times. */
export const tooRepetitive = tooDeep + 1;

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** What closes each container that is open; one array serves all calls, since none of them ever yields. */
const closers = new Uint8Array(limits.nestingLevelsMax + 1);

/** The position of the first byte that is no JSON white space. */
export function skipSpace(bytes: Uint8Array, start: Position): Position {
  const end = bytes.length;
  let at = start;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte > 0x20 || !isSpace(byte)) break;
    at++;
  }
  return at;
}

/** Whether a byte is JSON white space. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Skips one value that stands inside `levels` open containers. `start` is its first byte. */
export function skipValue(bytes: Uint8Array, start: Position, levels: number): Position {
  let at = start;
  let level = levels;
  for (;;) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipString(bytes, at);
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      if (level >= limits.nestingLevelsMax) return tooDeep;
      const closer = byte + 2;
      const inside = skipSpace(bytes, at + 1);
      if (bytes[inside] === closer) {
        at = inside + 1;
      } else {
        closers[level++] = closer;
        at = byte === OPEN_OBJECT ? skipKey(bytes, inside) : inside;
        if (at < 0) return at;
        continue;
      }
    } else {
      at = skipScalar(bytes, at);
    }
    if (at < 0) return at;
    // Behind a value: containers close, or the next element begins.
    for (;;) {
      if (level === levels) return at;
      at = skipSpace(bytes, at);
      const next = bytes[at];
      const closer = closers[level - 1];
      if (next === COMMA) {
        at = skipSpace(bytes, at + 1);
        if (closer === CLOSE_OBJECT) at = skipKey(bytes, at);
        if (at < 0) return at;
        break;
      }
      if (next !== closer) return ~at;
      at++;
      level--;
    }
  }
}

/** Skips a key and its colon: answers where the member's value begins. */
function skipKey(bytes: Uint8Array, start: Position): Position {
  if (bytes[start] !== QUOTE) return ~start;
  const end = skipString(bytes, start);
  return end < 0 ? end : skipColon(bytes, end);
}

/** Skips the colon behind a key, and the white space around it. */
export function skipColon(bytes: Uint8Array, start: Position): Position {
  const colon = skipSpace(bytes, start);
  return bytes[colon] === COLON ? skipSpace(bytes, colon + 1) : ~colon;
}

/** Skips a string; `start` is its opening quote. Whether its bytes are UTF-8 is asked once for the whole line. */
export function skipString(bytes: Uint8Array, start: Position): Position {
  const end = bytes.length;
  let at = start + 1;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) {
      at = skipEscape(bytes, at);
      if (at < 0) return at;
    } else {
      if (byte < 0x20) return ~at;
      at++;
    }
  }
  return ~end;
}

function skipEscape(bytes: Uint8Array, start: Position): Position {
  switch (bytes[start + 1]) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return start + 2;
    case 0x75: // u
      for (let at = start + 2; at < start + 6; at++) if (!isHexDigit(bytes[at])) return ~at;
      return start + 6;
    default:
      return ~(start + 1);
  }
}

function isHexDigit(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function skipScalar(bytes: Uint8Array, start: Position): Position {
  const byte = bytes[start];
  if (byte === 0x74) return skipWord(bytes, start, "true");
  if (byte === 0x66) return skipWord(bytes, start, "false");
  if (byte === 0x6e) return skipWord(bytes, start, "null");
  return skipNumber(bytes, start);
}

function skipWord(bytes: Uint8Array, start: Position, word: string): Position {
  for (let i = 1; i < word.length; i++) if (bytes[start + i] !== word.charCodeAt(i)) return ~(start + i);
  return start + word.length;
}

function skipNumber(bytes: Uint8Array, start: Position): Position {
  let at = bytes[start] === MINUS ? start + 1 : start;
  at = bytes[at] === ZERO ? at + 1 : skipDigits(bytes, at);
  if (at < 0) return at;
  if (bytes[at] === DOT) at = skipDigits(bytes, at + 1);
  if (at < 0) return at;
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    const sign = bytes[at + 1];
    at = skipDigits(bytes, sign === MINUS || sign === 0x2b ? at + 2 : at + 1);
  }
  return at;
}

function skipDigits(bytes: Uint8Array, start: Position): Position {
  let at = start;
  while (isDigit(bytes[at])) at++;
  return at === start ? ~at : at;
}

/** Explains a fault in a few words for the client (spec §1: no line break, and short however long the input). */
export function faultText(bytes: Uint8Array, fault: Position): string {
  if (fault === tooDeep) return `nested deeper than ${limits.nestingLevelsMax} levels`;
  if (fault === tooRepetitive) return `members named anew more than ${limits.repeatedMembersMax} times`;
  const at = ~fault;
  const byte = bytes[at];
  if (byte === undefined) return "unexpected end";
  const shown = byte > 0x20 && byte < 0x7f ? `character ${String.fromCharCode(byte)}` : `byte 0x${byte.toString(16).padStart(2, "0")}`;
  return `unexpected ${shown} at position ${at}`;
}
