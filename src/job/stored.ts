import { Trouble } from "../result.ts";
import type { JobFacts } from "./facts.ts";
import { jobFacts, jobMembers, wrongJobMember } from "./job-members.ts";

/** Reads the facts of a payload that was admitted and stored (spec §2). Throws `Trouble` where it is no longer what was stored. */
export function readFacts(payload: Uint8Array): JobFacts {
  const isObject = payload[0] === 0x7b && jobMembers.read(payload, 0, 0) === payload.length;
  if (!isObject || wrongJobMember(payload, 0) !== undefined) throw new Trouble("a stored payload is unreadable");
  const facts = jobFacts(payload);
  if (facts.jid === "" || facts.jobtype === "") throw new Trouble("a stored payload is unreadable");
  return facts;
}
