import { isUtf8 } from "node:buffer";
import { limits } from "../limits.ts";
import { ok, refuse, type Refusal, type Result } from "../result.ts";
import { quoted } from "./cut.ts";
import type { JobFacts, Micros } from "./facts.ts";
import { field, jobFacts, jobMembers, wrongJobMember } from "./job-members.ts";
import { edited, type Range, tailOf } from "./payload.ts";
import { isQueueName, refuseQueueName } from "./queue-name.ts";
import { faultText, skipSpace, skipValue } from "./scan.ts";
import { formatTimestamp, stampTimestamp, timestampLength } from "./timestamp.ts";

/** A job that passed the rules of PUSH (spec §2): what the rules need of it, and its bytes as they are stored, a copy of their own. */
export interface Admitted {
  readonly facts: JobFacts;
  readonly payload: Uint8Array;
}

/** One job of a PUSHB (spec §3): its jid, "" where it has none, and whether it may be stored. */
export interface PushEntry {
  readonly jid: string;
  readonly result: Result<Admitted>;
}

/** Checks the JSON of a PUSH and makes it ready to be stored, all in the order and words of spec §2. `now` is its `created_at`. */
export function admit(bytes: Uint8Array, now: Micros): Result<Admitted> {
  if (!isUtf8(bytes)) return notUtf8;
  const start = skipSpace(bytes, 0);
  if (bytes[start] !== 0x7b) return malformed(start === bytes.length ? "unexpected end" : "a job must be an object");
  const end = jobMembers.read(bytes, start, 0);
  if (end < 0) return malformed(faultText(bytes, end));
  const behind = skipSpace(bytes, end);
  if (behind !== bytes.length) return malformed(faultText(bytes, ~behind));
  const wrong = wrongJobMember(bytes, 0);
  return wrong === undefined ? admitRead(bytes, { start, end }, now) : malformed(wrong);
}

/**
 * Checks the JSON of a PUSHB, one result a job in their order (spec §3). Jobs that are refused and have no jid share the entry of the
 * first of them, as they share a key of the answer. Refused as a whole: no array, or a wrong type that has no jid to stand under.
 */
export function admitAll(bytes: Uint8Array, now: Micros): Result<PushEntry[]> {
  if (!isUtf8(bytes)) return notUtf8;
  const start = skipSpace(bytes, 0);
  if (bytes[start] !== 0x5b) return malformed(start === bytes.length ? "unexpected end" : "the jobs must be an array");
  const entries: PushEntry[] = [];
  let hasNameless = false;
  let at = skipSpace(bytes, start + 1);
  let isOver = bytes[at] === 0x5d;
  for (let number = 1; !isOver; number++) {
    const isObject = bytes[at] === 0x7b;
    const end = isObject ? jobMembers.read(bytes, at, 1) : skipValue(bytes, at, 1);
    if (end < 0) return malformed(faultText(bytes, end));
    if (!isObject) return malformed(`job ${number} must be an object`);
    const entry = readEntry(bytes, { start: at, end }, now);
    if (!entry.ok) return entry;
    if (entry.value.jid !== "" || !hasNameless) entries.push(entry.value);
    hasNameless ||= entry.value.jid === "";
    at = skipSpace(bytes, end);
    isOver = bytes[at] === 0x5d;
    if (!isOver && bytes[at] !== 0x2c) return malformed(faultText(bytes, ~at));
    if (!isOver) at = skipSpace(bytes, at + 1);
  }
  const behind = skipSpace(bytes, at + 1);
  return behind === bytes.length ? ok(entries) : malformed(faultText(bytes, ~behind));
}

function readEntry(bytes: Uint8Array, object: Range, now: Micros): Result<PushEntry> {
  const wrong = wrongJobMember(bytes, 1);
  if (wrong !== undefined) {
    const hasJid = bytes[jobMembers.valueStarts[field.jid]!] === 0x22 && jobMembers.has(bytes, field.jid);
    return hasJid ? ok({ jid: jobMembers.string(bytes, field.jid), result: malformed(wrong) }) : malformed(wrong);
  }
  const result = admitRead(bytes, object, now);
  return ok({ jid: result.ok ? result.value.facts.jid : jobMembers.string(bytes, field.jid), result });
}

const notUtf8 = refuse("invalid JSON: the bytes are not valid UTF-8");

function malformed(fault: string): Refusal {
  return refuse(`invalid JSON: ${fault}`);
}

/** The rules about values, for a job that `jobMembers` has just read and whose types are right. */
function admitRead(bytes: Uint8Array, object: Range, now: Micros): Result<Admitted> {
  const facts = jobFacts(bytes);
  const refusal = brokenRule(facts, bytes);
  return refusal ?? ok({ facts, payload: payload(bytes, object, now) });
}

const refusals = {
  jid: refuse("jobs must have a reasonable jid parameter"),
  jobtype: refuse("jobs must have a jobtype parameter"),
  args: refuse("jobs must have an args parameter"),
  reserveFor: refuse("jobs cannot be reserved for more than one day"),
  longJobtype: refuse(`jobs must have a jobtype of at most ${limits.nameCharactersMax} characters`),
};

function brokenRule(facts: JobFacts, bytes: Uint8Array): Refusal | undefined {
  if (hasFewerCharacters(facts.jid, limits.jidCharactersMin) || facts.jid.length > limits.nameCharactersMax) return refusals.jid;
  if (facts.jobtype === "") return refusals.jobtype;
  if (facts.jobtype.length > limits.nameCharactersMax) return refusals.longJobtype;
  if (!jobMembers.has(bytes, field.args)) return refusals.args;
  if ((facts.reserveFor ?? 0) > limits.reserveSecondsMax) return refusals.reserveFor;
  if (facts.at === undefined && jobMembers.has(bytes, field.at)) {
    return refuse(`invalid timestamp for 'at': ${quoted(jobMembers.string(bytes, field.at))} is not RFC 3339`);
  }
  return isQueueName(facts.queue) ? undefined : refuseQueueName(facts.queue);
}

function hasFewerCharacters(text: string, least: number): boolean {
  return text.length < least || (text.length < 2 * least && [...text].length < least);
}

const nothing: readonly Range[] = [];

/** The members that are left out: known ones without a value, replaced ones, and `enqueued_at`, which is written at each hand-out. */
function cuts(bytes: Uint8Array): readonly Range[] {
  const { keyStarts, valueEnds, replaced } = jobMembers;
  let ranges: Range[] | undefined;
  for (let index = 0; index < keyStarts.length; index++) {
    if (keyStarts[index]! < 0 || (index !== field.enqueuedAt && jobMembers.has(bytes, index))) continue;
    (ranges ??= []).push({ start: keyStarts[index]!, end: valueEnds[index]! });
  }
  for (let i = 0; i < replaced.length; i += 2) (ranges ??= []).push({ start: replaced[i]!, end: replaced[i + 1]! });
  return ranges ?? nothing;
}

/** Tails by what they add: 1 queue, 2 retry, 4 created_at, which stands last with room for the time. */
const tails = [0, 1, 2, 3, 4, 5, 6, 7].map((added) =>
  tailOf(
    (added & 1 ? `,"queue":"default"` : "") +
      (added & 2 ? `,"retry":${limits.retryDefault}` : "") +
      (added & 4 ? `,"created_at":"${formatTimestamp(0)}"` : ""),
  ),
);
const stampOffset = timestampLength + `"}`.length;

/** The bytes to store: what has no value is left out, what the server sets is added where it is absent. */
function payload(bytes: Uint8Array, object: Range, now: Micros): Uint8Array {
  const lacksCreatedAt = !jobMembers.has(bytes, field.createdAt);
  const added = (jobMembers.has(bytes, field.queue) ? 0 : 1) + (jobMembers.has(bytes, field.retry) ? 0 : 2) + (lacksCreatedAt ? 4 : 0);
  const copy = edited(bytes, object, cuts(bytes), tails[added]!);
  if (lacksCreatedAt) stampTimestamp(copy, copy.length - stampOffset, now);
  return copy;
}
