import { type Position, skipColon, skipSpace, skipString, skipValue } from "./scan.ts";
import { stringAt } from "./values.ts";

const text = Buffer.prototype.toString;

/** How far it has read. No caller yields in between. */
let at: Position = 0;

/**
 * The JSON value at `start`, whose grammar was checked, in one spelling of many (spec §6 Unique): no white space, keys in one order,
 * strings with one way of escaping; numbers as they are written. Two values are the same where their texts are.
 */
export function canonicalJson(bytes: Uint8Array, start: Position): string {
  at = start;
  return value(bytes);
}

function value(bytes: Uint8Array): string {
  const first = bytes[at];
  if (first === 0x22) return string(bytes);
  if (first === 0x5b) return list(bytes);
  if (first === 0x7b) return object(bytes);
  const start = at;
  at = skipValue(bytes, start, 0);
  return text.call(bytes, "latin1", start, at);
}

function string(bytes: Uint8Array): string {
  const start = at;
  at = skipString(bytes, start);
  for (let i = start; i < at; i++) if (bytes[i] === 0x5c) return JSON.stringify(stringAt(bytes, start, at));
  return text.call(bytes, "utf8", start, at);
}

function list(bytes: Uint8Array): string {
  let elements = "";
  at = skipSpace(bytes, at + 1);
  while (bytes[at] !== 0x5d) {
    elements += elements === "" ? value(bytes) : `,${value(bytes)}`;
    skipComma(bytes);
  }
  at += 1;
  return `[${elements}]`;
}

/** Of a name that comes twice each stays, in their order. */
function object(bytes: Uint8Array): string {
  const members: { readonly name: string; readonly value: string }[] = [];
  at = skipSpace(bytes, at + 1);
  while (bytes[at] !== 0x7d) {
    const name = string(bytes);
    at = skipColon(bytes, at);
    members.push({ name, value: value(bytes) });
    skipComma(bytes);
  }
  at += 1;
  members.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  return `{${members.map((member) => `${member.name}:${member.value}`).join(",")}}`;
}

function skipComma(bytes: Uint8Array): void {
  at = skipSpace(bytes, at);
  if (bytes[at] === 0x2c) at = skipSpace(bytes, at + 1);
}
