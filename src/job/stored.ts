import { Trouble } from "../result.ts";
import { readCustom } from "./custom.ts";
import type { JobFacts } from "./facts.ts";
import { field, jobFacts, jobMembers, wrongJobMember } from "./job-members.ts";

/** Reads the facts of a payload that was admitted and stored (spec §2). Throws `Trouble` where it is no longer what was stored. */
export function readFacts(payload: Uint8Array): JobFacts {
  const isObject = payload[0] === 0x7b && jobMembers.read(payload, 0, 0) === payload.length;
  if (!isObject || wrongJobMember(payload, 0) !== undefined) throw new Trouble("a stored payload is unreadable");
  const facts = jobFacts(payload);
  if (facts.jid === "" || facts.jobtype === "") throw new Trouble("a stored payload is unreadable");
  return facts;
}

/** The same with what its `custom` says to the features (spec §6), which only few moves need. */
export function readFactsWithCustom(payload: Uint8Array): JobFacts {
  const facts = readFacts(payload);
  if (!jobMembers.has(payload, field.custom)) return facts;
  const read = readCustom(payload, jobMembers.valueStarts[field.custom]!);
  // A server before this one took any `custom`.
  return read.ok ? { ...facts, ...read.value } : facts;
}
