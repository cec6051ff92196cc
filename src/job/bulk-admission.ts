import { isUtf8 } from "node:buffer";
import { ok, type Refusal, type Result } from "../result.ts";
import { type Admitted, admitRead, judgeRead, malformed, notUtf8 } from "./admission.ts";
import type { Micros } from "./facts.ts";
import { field, jobMembers, wrongJobMember } from "./job-members.ts";
import type { Range } from "./payload.ts";
import { faultText, type Position, skipSpace, skipValue } from "./scan.ts";

/** One job of a PUSHB (spec §3): its jid, "" where it has none, and whether it may be stored. */
export interface PushEntry<T = Admitted> {
  readonly jid: string;
  readonly result: Result<T>;
}

/**
 * Checks the JSON of a PUSHB, one result a job in their order (spec §3). Jobs that are refused and have no jid share the entry of the
 * first of them, as they share a key of the answer. Refused as a whole: no array, or a wrong type that has no jid to stand under.
 */
export function admitAll(bytes: Uint8Array, now: Micros): Result<PushEntry[]> {
  const list = JobList.open(bytes);
  if (!list.ok) return list;
  const entries: PushEntry[] = [];
  let hasNameless = false;
  for (let entry = list.value.next(now); entry !== undefined; entry = list.value.next(now)) {
    if (!entry.ok) return entry;
    if (entry.value.jid !== "" || !hasNameless) entries.push(entry.value);
    hasNameless ||= entry.value.jid === "";
  }
  return ok(entries);
}

/** The jobs of a PUSHB one by one, so that those of a long list need not all be in memory at once, nor be read in one go. */
export class JobList {
  readonly #bytes: Uint8Array;
  #at: Position;
  #count = 0;
  #isOver: boolean;

  private constructor(bytes: Uint8Array, start: Position) {
    this.#bytes = bytes;
    this.#at = skipSpace(bytes, start + 1);
    this.#isOver = bytes[this.#at] === 0x5d;
  }

  /** Begins with the first job. */
  static open(bytes: Uint8Array): Result<JobList> {
    if (!isUtf8(bytes)) return notUtf8;
    const start = skipSpace(bytes, 0);
    if (bytes[start] !== 0x5b) return malformed(start === bytes.length ? "unexpected end" : "the jobs must be an array");
    return ok(new JobList(bytes, start));
  }

  /** How far it has read, in bytes. */
  get position(): Position {
    return this.#at;
  }

  /** The next job; undefined behind the last one; a refusal is one of the whole list, behind which nothing comes. */
  next(now: Micros): Result<PushEntry> | undefined {
    return this.#next((object) => admitRead(this.#bytes, object, now));
  }

  /** The same, with no more than whether it may be stored. */
  judgeNext(): Result<PushEntry<unknown>> | undefined {
    return this.#next(() => judgeRead(this.#bytes));
  }

  #next<T>(read: (object: Range) => Result<T>): Result<PushEntry<T>> | undefined {
    const bytes = this.#bytes;
    if (this.#isOver) return this.#fault();
    const start = this.#at;
    this.#count += 1;
    const isObject = bytes[start] === 0x7b;
    const end = isObject ? jobMembers.read(bytes, start, 1) : skipValue(bytes, start, 1);
    if (end < 0) return malformed(faultText(bytes, end));
    if (!isObject) return malformed(`job ${this.#count} must be an object`);
    const entry = readEntry(bytes, () => read({ start, end }));
    this.#at = skipSpace(bytes, end);
    this.#isOver = bytes[this.#at] === 0x5d;
    if (this.#isOver || !entry.ok) return entry;
    if (bytes[this.#at] !== 0x2c) return malformed(faultText(bytes, ~this.#at));
    this.#at = skipSpace(bytes, this.#at + 1);
    return entry;
  }

  /** What stands behind the list, where there should be nothing. */
  #fault(): Refusal | undefined {
    const behind = skipSpace(this.#bytes, this.#at + 1);
    return behind === this.#bytes.length ? undefined : malformed(faultText(this.#bytes, ~behind));
  }
}

function readEntry<T>(bytes: Uint8Array, read: () => Result<T>): Result<PushEntry<T>> {
  const wrong = wrongJobMember(bytes, 1);
  if (wrong !== undefined) {
    const hasJid = bytes[jobMembers.valueStarts[field.jid]!] === 0x22 && jobMembers.has(bytes, field.jid);
    return hasJid ? ok({ jid: jobMembers.string(bytes, field.jid), result: malformed(wrong) }) : malformed(wrong);
  }
  const result = read();
  return ok({ jid: jobMembers.string(bytes, field.jid), result });
}
