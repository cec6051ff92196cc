import { limits } from "../limits.ts";
import { type Position, skipColon, skipSpace, skipString, skipValue, tooRepetitive } from "./scan.ts";
import { integerAt, isKind, type Kind, kindTexts, numberAt, stringAt } from "./values.ts";

interface KnownName {
  readonly index: number;
  readonly bytes: Uint8Array;
}

/**
 * Finds the members of one JSON object that have a known name (spec §2), without building anything. What it found stands in its
 * arrays, by the index of the name, until the next `read`; no caller yields in between. Of a name that comes twice the last counts.
 */
export class MemberReader {
  readonly names: readonly string[];
  /** Where the key of each name begins, -1 where it is absent. */
  readonly keyStarts: Int32Array;
  readonly valueStarts: Int32Array;
  readonly valueEnds: Int32Array;
  /** Start and end of each known member that a later one of the same name replaced, in pairs. */
  replaced: Position[] = [];
  readonly #kinds: readonly Kind[];
  readonly #byLength: KnownName[][] = [];
  readonly #byName = new Map<string, number>();

  /** The known names in the order of their indexes, each with the only kind its value may have. */
  constructor(members: Readonly<Record<string, Kind>>) {
    this.names = Object.keys(members);
    this.#kinds = Object.values(members);
    this.keyStarts = new Int32Array(this.names.length);
    this.valueStarts = new Int32Array(this.names.length);
    this.valueEnds = new Int32Array(this.names.length);
    this.names.forEach((name, index) => {
      const bytes = new TextEncoder().encode(name);
      while (this.#byLength.length <= bytes.length) this.#byLength.push([]);
      this.#byLength[bytes.length]?.push({ index, bytes });
      this.#byName.set(name, index);
    });
  }

  /** Reads the object whose `{` is at `start`, inside `levels` open containers: the position behind it, or a fault of `scan.ts`. */
  read(bytes: Uint8Array, start: Position, levels: number): Position {
    this.keyStarts.fill(-1);
    if (this.replaced.length > 0) this.replaced = [];
    let at = skipSpace(bytes, start + 1);
    if (bytes[at] === 0x7d) return at + 1;
    for (;;) {
      const keyEnd = bytes[at] === 0x22 ? skipString(bytes, at) : ~at;
      if (keyEnd < 0) return keyEnd;
      const valueStart = skipColon(bytes, keyEnd);
      if (valueStart < 0) return valueStart;
      const valueEnd = skipValue(bytes, valueStart, levels + 1);
      if (valueEnd < 0) return valueEnd;
      const index = this.#indexOf(bytes, at, keyEnd);
      if (index >= 0) this.#note(index, at, valueStart, valueEnd);
      if (this.replaced.length > 2 * limits.repeatedMembersMax) return tooRepetitive;
      const next = skipSpace(bytes, valueEnd);
      if (bytes[next] === 0x7d) return next + 1;
      if (bytes[next] !== 0x2c) return ~next;
      at = skipSpace(bytes, next + 1);
    }
  }

  /** Whether the object just read says something under that name: null and "" are the same as absent (spec §1, §2). */
  has(bytes: Uint8Array, index: number): boolean {
    if (this.keyStarts[index]! < 0) return false;
    const start = this.valueStarts[index]!;
    const first = bytes[start];
    return first !== 0x6e && (first !== 0x22 || bytes[start + 1] !== 0x22);
  }

  /** Names the first member with a value of the wrong type, as a refusal says it; undefined where all are right. */
  wrongKind(bytes: Uint8Array): string | undefined {
    for (let index = 0; index < this.#kinds.length; index++) {
      const kind = this.#kinds[index]!;
      const start = this.valueStarts[index]!;
      if (this.keyStarts[index]! < 0 || bytes[start] === 0x6e || isKind(kind, bytes, start, this.valueEnds[index]!)) continue;
      return `${this.names[index]} must be ${kindTexts[kind]}`;
    }
    return undefined;
  }

  /** The string under that name, "" where it is absent. */
  string(bytes: Uint8Array, index: number): string {
    return this.has(bytes, index) ? stringAt(bytes, this.valueStarts[index]!, this.valueEnds[index]!) : "";
  }

  /** The integer under that name, undefined where it is absent. */
  integer(bytes: Uint8Array, index: number): number | undefined {
    return this.has(bytes, index) ? integerAt(bytes, this.valueStarts[index]!, this.valueEnds[index]!) : undefined;
  }

  /** The number under that name, which must be there. */
  number(bytes: Uint8Array, index: number): number {
    return numberAt(bytes, this.valueStarts[index]!, this.valueEnds[index]!);
  }

  /** Whether what stands under that name, which must be there, is true or a number other than 0. */
  flag(bytes: Uint8Array, index: number): boolean {
    const first = bytes[this.valueStarts[index]!];
    return first === 0x74 || (first !== 0x66 && this.number(bytes, index) !== 0);
  }

  #note(index: number, keyStart: Position, valueStart: Position, valueEnd: Position): void {
    const earlier = this.keyStarts[index]!;
    if (earlier >= 0) this.replaced.push(earlier, this.valueEnds[index]!);
    this.keyStarts[index] = keyStart;
    this.valueStarts[index] = valueStart;
    this.valueEnds[index] = valueEnd;
  }

  /** The index of the name that the key spells, with or without escapes; -1 for an unknown one. */
  #indexOf(bytes: Uint8Array, keyStart: Position, keyEnd: Position): number {
    const length = keyEnd - keyStart - 2;
    const candidates = this.#byLength[length];
    if (candidates !== undefined) {
      for (const { index, bytes: name } of candidates) {
        let i = 0;
        while (i < length && bytes[keyStart + 1 + i] === name[i]) i++;
        if (i === length) return index;
      }
    }
    for (let at = keyStart; at < keyEnd; at++) {
      if (bytes[at] === 0x5c) return this.#byName.get(stringAt(bytes, keyStart, keyEnd)) ?? -1;
    }
    return -1;
  }
}
