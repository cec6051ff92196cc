import { limits } from "../limits.ts";
import { refuse, type Refusal } from "../result.ts";
import { quoted } from "./cut.ts";

const pattern = /^[a-zA-Z0-9._-]+$/;

/** Whether a queue may be called that (spec §2). */
export function isQueueName(name: string): boolean {
  return name.length <= limits.nameCharactersMax && pattern.test(name);
}

/** The refusal of a queue that may not be called that (spec §2): one whose characters are right is too long. */
export function refuseQueueName(name: string): Refusal {
  const form = `cannot get ${quoted(name)} queue: queue names must match \\A[a-zA-Z0-9._-]+\\z`;
  return refuse(pattern.test(name) ? `${form} and have at most ${limits.nameCharactersMax} characters` : form);
}
