import { isUtf8 } from "node:buffer";
import { limits } from "../limits.ts";
import { ok, refuse, type Refusal, type Result } from "../result.ts";
import { readCustom } from "./custom.ts";
import { quoted } from "./cut.ts";
import type { JobFacts, Micros } from "./facts.ts";
import { field, jobFacts, jobMembers, wrongJobMember } from "./job-members.ts";
import { edited, type Range, tailOf } from "./payload.ts";
import { isQueueName, refuseQueueName } from "./queue-name.ts";
import { faultText, skipSpace } from "./scan.ts";
import { formatTimestamp, stampTimestamp, timestampLength } from "./timestamp.ts";

/** A job that passed the rules of PUSH (spec §2): what the rules need of it, and its bytes as they are stored, a copy of their own. */
export interface Admitted {
  readonly facts: JobFacts;
  readonly payload: Uint8Array;
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

/** The refusal of bytes that are no text. */
export const notUtf8 = refuse("invalid JSON: the bytes are not valid UTF-8");

/** The refusal of what is no JSON of jobs. */
export function malformed(fault: string): Refusal {
  return refuse(`invalid JSON: ${fault}`);
}

/** The rules about values, for a job that `jobMembers` has just read and whose types are right. */
export function admitRead(bytes: Uint8Array, object: Range, now: Micros): Result<Admitted> {
  const facts = judgeRead(bytes);
  return facts.ok ? ok({ facts: facts.value, payload: payload(bytes, object, now) }) : facts;
}

/** The same without its bytes: whether it may be stored. */
export function judgeRead(bytes: Uint8Array): Result<JobFacts> {
  const facts = jobFacts(bytes);
  const broken = brokenRule(facts, bytes);
  if (broken !== undefined) return broken;
  return jobMembers.has(bytes, field.custom) ? withCustom(facts, bytes) : ok(facts);
}

/** What `custom` says to the features (spec §6); most say nothing. */
function withCustom(facts: JobFacts, bytes: Uint8Array): Result<JobFacts> {
  const read = readCustom(bytes, jobMembers.valueStarts[field.custom]!);
  if (!read.ok) return read;
  return ok(read.value.traits === 0 ? facts : { ...facts, ...read.value });
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
