import type { Micros } from "./facts.ts";
import { type Failure, failureJson } from "./failure.ts";
import { field, jobMembers } from "./job-members.ts";
import { edited, type Range, tailOf } from "./payload.ts";
import { formatTimestamp } from "./timestamp.ts";

const nothing: readonly Range[] = [];

/** The payload as FETCH answers it (spec §2): as it was stored, with `enqueued_at`, and with our `failure` in place of a pushed one. */
export function handOut(payload: Uint8Array, enqueuedAt: Micros, failure: Failure | undefined): Uint8Array {
  const whole = { start: 0, end: payload.length };
  const enqueued = `,"enqueued_at":"${formatTimestamp(enqueuedAt)}"`;
  if (failure === undefined) return edited(payload, whole, nothing, tailOf(enqueued));
  return edited(payload, whole, pushedFailure(payload), tailOf(`${enqueued},"failure":${failureJson(failure)}`));
}

function pushedFailure(payload: Uint8Array): readonly Range[] {
  jobMembers.read(payload, 0, 0);
  const start = jobMembers.keyStarts[field.failure]!;
  return start < 0 ? nothing : [{ start, end: jobMembers.valueEnds[field.failure]! }];
}
