import { limits } from "../../limits.ts";
import type { Attempt, JobId } from "../ports/jobs.ts";
import type { Parts } from "./memory.ts";

/** Keeps a failed run of a job: in the slot of its number, so that it takes the place of the oldest where there are many. */
export function keepAttempt({ statements }: Parts, id: JobId, attempt: Attempt): void {
  statements.putAttempt({ id, slot: attempt.no % limits.attemptsMax, ...attempt });
}

/** Deletes what a job's failures left: it is gone. Only a job with a failure has attempts. */
export function forgetFailures({ statements }: Parts, id: JobId): void {
  if (statements.takeFailure({ id })) statements.deleteAttempts({ id });
}
