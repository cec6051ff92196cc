import { part } from "./part.ts";

/** One command line (spec §1): the verb up to the first space, and what stands behind that space. */
export interface Request {
  readonly verb: string;
  readonly payload: Uint8Array;
}

const SPACE = 0x20;
const empty = new Uint8Array(0);

/** More of a verb is not shown to the client that sent it. */
const verbBytesMax = 100;

const verbs = ["PUSH", "PUSHB", "FETCH", "ACK", "FAIL", "BEAT", "INFO", "FLUSH", "MUTATE", "QUEUE", "BATCH", "TRACK", "END", "HELLO"];
/** The verbs by their bytes read as one number, which spares decoding them; six bytes fit exactly. */
const verbsByNumber = new Map(verbs.map((verb) => [numberOf(new TextEncoder().encode(verb), verb.length), verb]));
const numberBytesMax = 6;

/** Splits a line, as `LineReader` gives it. Undefined: the line is blank, and gets no reply (spec §1). */
export function readRequest(line: Uint8Array): Request | undefined {
  const space = line.indexOf(SPACE);
  const length = space < 0 ? line.length : space;
  if (length === 0 && line.every((byte) => byte === SPACE)) return undefined;
  return { verb: verbOf(line, length), payload: space < 0 ? empty : part(line, space + 1, line.length) };
}

function verbOf(line: Uint8Array, length: number): string {
  const known = length <= numberBytesMax ? verbsByNumber.get(numberOf(line, length)) : undefined;
  // A NUL in front would not change the number.
  if (known?.length === length) return known;
  return Buffer.prototype.toString.call(line, "latin1", 0, Math.min(length, verbBytesMax));
}

function numberOf(bytes: Uint8Array, length: number): number {
  let number = 0;
  for (let i = 0; i < length; i++) number = number * 256 + bytes[i]!;
  return number;
}
