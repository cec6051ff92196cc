import { skipColon, skipSpace, skipString, skipValue } from "../src/job/scan.ts";

/** A member of an object as it stands in the bytes: its name read, its value untouched. */
export interface Member {
  readonly name: string;
  readonly value: string;
}

/** The members of a JSON object, in their order, repeated ones too; none where the bytes are no object. */
export function membersOf(bytes: Uint8Array): readonly Member[] {
  const members: Member[] = [];
  let at = skipSpace(bytes, skipSpace(bytes, 0) + 1);
  while (bytes[at] === 0x22) {
    const nameEnd = skipString(bytes, at);
    const start = nameEnd < 0 ? nameEnd : skipColon(bytes, nameEnd);
    const end = start < 0 ? start : skipValue(bytes, start, 1);
    if (end < 0) return [];
    members.push({ name: nameOf(textOf(bytes, at, nameEnd)), value: textOf(bytes, start, end) });
    at = skipSpace(bytes, end);
    if (bytes[at] === 0x2c) at = skipSpace(bytes, at + 1);
  }
  return members;
}

/** A part of the bytes as text. */
export function textOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8", start, end);
}

function nameOf(quoted: string): string {
  const name: unknown = JSON.parse(quoted);
  return typeof name === "string" ? name : quoted;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

/**
 * JSON with a line for each element, so that people can read it. Only white space between its tokens differs: no number, no escape and
 * no repeated member becomes another (spec §2). What would be too long for a page comes back as it is.
 */
export function pretty(json: string): string {
  let text = "";
  let level = 0;
  let last = "";
  const newLine = () => `\n${"  ".repeat(Math.min(level, levelsShownMax))}`;
  for (const [part] of json.matchAll(token)) {
    if (text.length > charactersMax) return json;
    const isOpening = last === "{" || last === "[";
    if (part === "}" || part === "]") {
      level -= 1;
      text += isOpening ? part : newLine() + part;
    } else if (part === ",") text += part;
    else if (part === ":") text += ": ";
    else text += isOpening || last === "," ? newLine() + part : part;
    if (part === "{" || part === "[") level += 1;
    last = part;
  }
  return text;
}

/** A list of two bytes an element takes 25 times as much where it stands far in. */
const charactersMax = 256 * 1024;
/** Deeper ones stand no further in. */
const levelsShownMax = 24;
