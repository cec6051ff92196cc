import { type Position, skipColon, skipSpace, skipString, skipValue } from "./scan.ts";
import { stringAt } from "./values.ts";

const text = Buffer.prototype.toString;

/**
 * The JSON value at `start`, whose grammar was checked, in one spelling of many (spec §6 Unique): no white space, keys in one order,
 * strings with one way of escaping; numbers as they are written. Two values are the same where their texts are.
 */
export function canonicalJson(bytes: Uint8Array, start: Position): string {
  return valueAt(bytes, { at: start });
}

/** How far it has read. */
interface Reading {
  at: Position;
}

function valueAt(bytes: Uint8Array, reading: Reading): string {
  const start = reading.at;
  const first = bytes[start];
  if (first === 0x7b) return objectAt(bytes, reading);
  if (first === 0x5b) return listAt(bytes, reading);
  if (first === 0x22) return stringOf(bytes, reading);
  reading.at = skipValue(bytes, start, 0);
  return text.call(bytes, "latin1", start, reading.at);
}

function stringOf(bytes: Uint8Array, reading: Reading): string {
  const start = reading.at;
  reading.at = skipString(bytes, start);
  return JSON.stringify(stringAt(bytes, start, reading.at));
}

function listAt(bytes: Uint8Array, reading: Reading): string {
  const elements: string[] = [];
  each(bytes, reading, 0x5d, () => void elements.push(valueAt(bytes, reading)));
  return `[${elements.join(",")}]`;
}

/** Of a name that comes twice each stays, in their order. */
function objectAt(bytes: Uint8Array, reading: Reading): string {
  const members: { readonly name: string; readonly value: string }[] = [];
  each(bytes, reading, 0x7d, () => {
    const name = stringOf(bytes, reading);
    reading.at = skipColon(bytes, reading.at);
    members.push({ name, value: valueAt(bytes, reading) });
  });
  members.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  return `{${members.map(({ name, value }) => `${name}:${value}`).join(",")}}`;
}

/** Reads what stands between a bracket and its `closer`, and what follows it. */
function each(bytes: Uint8Array, reading: Reading, closer: number, read: () => void): void {
  reading.at = skipSpace(bytes, reading.at + 1);
  while (bytes[reading.at] !== closer) {
    read();
    reading.at = skipSpace(bytes, reading.at);
    if (bytes[reading.at] === 0x2c) reading.at = skipSpace(bytes, reading.at + 1);
  }
  reading.at += 1;
}
