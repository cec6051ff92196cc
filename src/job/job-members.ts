import type { JobFacts } from "./facts.ts";
import { MemberReader } from "./members.ts";
import { stringsAt } from "./values.ts";
import { parseTimestamp } from "./timestamp.ts";
import { limits } from "../limits.ts";

/** The members of a job that the server knows (spec §2), in the order in which a wrong type is refused. */
export const jobMembers = new MemberReader({
  jid: "string",
  jobtype: "string",
  args: "array",
  queue: "string",
  reserve_for: "integer",
  at: "string",
  retry: "integer",
  backtrace: "integer",
  created_at: "string",
  custom: "object",
  enqueued_at: "string",
  failure: "object",
});

/** The indexes of `jobMembers`. */
export const field = {
  jid: 0,
  jobtype: 1,
  args: 2,
  queue: 3,
  reserveFor: 4,
  at: 5,
  retry: 6,
  createdAt: 8,
  custom: 9,
  enqueuedAt: 10,
  failure: 11,
} as const;

const failureMembers = new MemberReader({
  retry_count: "integer",
  remaining: "integer",
  failed_at: "string",
  next_at: "string",
  message: "string",
  errtype: "string",
  backtrace: "array",
});
const failureField = { retryCount: 0, failedAt: 2, backtrace: 6 } as const;

/** Names the first known member of the job just read by `jobMembers` that has a wrong type, also inside a pushed `failure`. */
export function wrongJobMember(bytes: Uint8Array, levels: number): string | undefined {
  const wrong = jobMembers.wrongKind(bytes);
  if (wrong !== undefined || !jobMembers.has(bytes, field.failure)) return wrong;
  failureMembers.read(bytes, jobMembers.valueStarts[field.failure]!, levels + 1);
  const inside = failureMembers.wrongKind(bytes);
  if (inside !== undefined) return `failure.${inside}`;
  if (!failureMembers.has(bytes, failureField.backtrace)) return undefined;
  const lines = stringsAt(bytes, failureMembers.valueStarts[failureField.backtrace]!, 0);
  return lines === undefined ? "failure.backtrace must be an array of strings" : undefined;
}

/** What the rules need of the job just read by `jobMembers`, whose types were checked; with the defaults of spec §2. */
export function jobFacts(bytes: Uint8Array): JobFacts {
  const facts: { -readonly [Name in keyof JobFacts]: JobFacts[Name] } = {
    jid: jobMembers.string(bytes, field.jid),
    jobtype: jobMembers.string(bytes, field.jobtype),
    queue: jobMembers.string(bytes, field.queue) || "default",
    retry: jobMembers.integer(bytes, field.retry) ?? limits.retryDefault,
    traits: 0,
  };
  const reserveFor = jobMembers.integer(bytes, field.reserveFor);
  if (reserveFor !== undefined) facts.reserveFor = reserveFor;
  if (jobMembers.has(bytes, field.at)) {
    const at = parseTimestamp(jobMembers.string(bytes, field.at));
    if (at !== undefined) facts.at = at;
  }
  if (jobMembers.has(bytes, field.failure)) facts.pushedFailure = pushedFailure(bytes);
  return facts;
}

/** A `failed_at` that is no time is as good as none: it would otherwise stand in every later `failure` of the job. */
function pushedFailure(bytes: Uint8Array): NonNullable<JobFacts["pushedFailure"]> {
  failureMembers.read(bytes, jobMembers.valueStarts[field.failure]!, 0);
  const retryCount = Math.max(0, failureMembers.integer(bytes, failureField.retryCount) ?? 0);
  const failedAt = failureMembers.string(bytes, failureField.failedAt);
  return parseTimestamp(failedAt) === undefined ? { retryCount } : { retryCount, failedAt };
}
