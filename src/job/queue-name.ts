import { refuse, type Refusal } from "../result.ts";
import { quoted } from "./cut.ts";

const pattern = /^[a-zA-Z0-9._-]+$/;

/** Whether a queue may be called that (spec §2). */
export function isQueueName(name: string): boolean {
  return pattern.test(name);
}

/** The refusal of a queue that may not be called that (spec §2). */
export function refuseQueueName(name: string): Refusal {
  return refuse(`cannot get ${quoted(name)} queue: queue names must match \\A[a-zA-Z0-9._-]+\\z`);
}
