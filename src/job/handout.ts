import type { Micros } from "./facts.ts";
import { type Failure, failureJson } from "./failure.ts";
import { field, jobMembers } from "./job-members.ts";
import { edited, type Range, tailOf } from "./payload.ts";
import { formatTimestamp, stampTimestamp, timestampLength } from "./timestamp.ts";

const nothing: readonly Range[] = [];

/** Has room for the time, which is stamped into each copy. */
const enqueuedTail = tailOf(`,"enqueued_at":"${formatTimestamp(0)}"`);
const stampOffset = timestampLength + `"}`.length;

/** The payload as FETCH answers it (spec §2): as it was stored, with `enqueued_at`, and with our `failure` in place of a pushed one. */
export function handOut(payload: Uint8Array, enqueuedAt: Micros, failure: Failure | undefined): Uint8Array {
  const whole = { start: 0, end: payload.length };
  if (failure !== undefined) {
    // Whoever is handed the job runs it now: no retry is due.
    const { nextAt: _, ...ofRun } = failure;
    const tail = tailOf(`,"enqueued_at":"${formatTimestamp(enqueuedAt)}","failure":${failureJson(ofRun)}`);
    return edited(payload, whole, pushedFailure(payload), tail);
  }
  const copy = edited(payload, whole, nothing, enqueuedTail);
  stampTimestamp(copy, copy.length - stampOffset, enqueuedAt);
  return copy;
}

function pushedFailure(payload: Uint8Array): readonly Range[] {
  jobMembers.read(payload, 0, 0);
  const start = jobMembers.keyStarts[field.failure]!;
  return start < 0 ? nothing : [{ start, end: jobMembers.valueEnds[field.failure]! }];
}
