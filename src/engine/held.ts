import type { HeldJob, StoredJob } from "../store/ports/jobs.ts";

/** Whether a job is reserved, so that it can be settled. */
export function isHeld(job: StoredJob): job is HeldJob {
  return job.place === "working" && "wid" in job;
}
