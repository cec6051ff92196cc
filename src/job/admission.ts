import { isUtf8 } from "node:buffer";
import { limits } from "../limits.ts";
import { ok, refuse, type Refusal, type Result } from "../result.ts";
import { quoted } from "./cut.ts";
import type { JobFacts, Micros } from "./facts.ts";
import { field, jobFacts, jobMembers, wrongJobMember } from "./job-members.ts";
import { bareTail, edited, type Range, tailOf } from "./payload.ts";
import { isQueueName, refuseQueueName } from "./queue-name.ts";
import { faultText, skipSpace, skipValue } from "./scan.ts";
import { formatTimestamp } from "./timestamp.ts";

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

/** Checks the JSON of a PUSHB, one result a job (spec §3). Refused as a whole: no array, or a fault that has no jid to stand under. */
export function admitAll(bytes: Uint8Array, now: Micros): Result<PushEntry[]> {
  if (!isUtf8(bytes)) return notUtf8;
  const start = skipSpace(bytes, 0);
  if (bytes[start] !== 0x5b) return malformed(start === bytes.length ? "unexpected end" : "the jobs must be an array");
  const entries: PushEntry[] = [];
  let at = skipSpace(bytes, start + 1);
  while (bytes[at] !== 0x5d || entries.length > 0) {
    const end = bytes[at] === 0x7b ? jobMembers.read(bytes, at, 1) : skipValue(bytes, at, 1);
    if (end < 0) return malformed(faultText(bytes, end));
    if (bytes[at] !== 0x7b) return malformed(`job ${entries.length + 1} must be an object`);
    const entry = readEntry(bytes, { start: at, end }, now);
    if (!entry.ok) return entry;
    entries.push(entry.value);
    at = skipSpace(bytes, end);
    if (bytes[at] === 0x5d) break;
    if (bytes[at] !== 0x2c) return malformed(faultText(bytes, ~at));
    at = skipSpace(bytes, at + 1);
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
  return refusal ?? ok({ facts, payload: edited(bytes, object, cuts(bytes), tail(bytes, now)) });
}

function brokenRule(facts: JobFacts, bytes: Uint8Array): Refusal | undefined {
  if (hasFewerCharacters(facts.jid, limits.jidCharactersMin)) return refuse("jobs must have a reasonable jid parameter");
  if (facts.jobtype === "") return refuse("jobs must have a jobtype parameter");
  if (!jobMembers.has(bytes, field.args)) return refuse("jobs must have an args parameter");
  if ((facts.reserveFor ?? 0) > limits.reserveSecondsMax) return refuse("jobs cannot be reserved for more than one day");
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

/** The tails last built, by what they add (1 queue, 2 retry, 4 created_at); those with a time are good for the moment `tailsAt` only. */
const tails: (Uint8Array | undefined)[] = [bareTail];
let tailsAt: Micros = Number.NaN;

/** The members that the server sets where they are absent. */
function tail(bytes: Uint8Array, now: Micros): Uint8Array {
  const lacksQueue = !jobMembers.has(bytes, field.queue);
  const lacksRetry = !jobMembers.has(bytes, field.retry);
  const lacksCreatedAt = !jobMembers.has(bytes, field.createdAt);
  if (lacksCreatedAt && now !== tailsAt) {
    tails.length = 4;
    tailsAt = now;
  }
  const index = (lacksQueue ? 1 : 0) + (lacksRetry ? 2 : 0) + (lacksCreatedAt ? 4 : 0);
  return (tails[index] ??= tailOf(
    (lacksQueue ? `,"queue":"default"` : "") +
      (lacksRetry ? `,"retry":${limits.retryDefault}` : "") +
      (lacksCreatedAt ? `,"created_at":"${formatTimestamp(now)}"` : ""),
  ));
}
