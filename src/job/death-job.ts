import { limits } from "../limits.ts";
import { refuse, type Result } from "../result.ts";
import { type Admitted, admit } from "./admission.ts";
import type { Micros } from "./facts.ts";
import { field, jobMembers } from "./job-members.ts";
import { edited, tailOf } from "./payload.ts";
import { faultText } from "./scan.ts";

/**
 * The job of a `custom.on_death` (spec §6), from its object as it came: without a jid it gets this one, without args none. Refused with
 * the rules of PUSH, so that a bad one is found at the push and not at the death.
 */
export function deathJob(bytes: Uint8Array, jid: string, now: Micros): Result<Admitted> {
  if (bytes.length > limits.deathJobBytesMax) return refuse(`custom.on_death must be at most ${limits.deathJobBytesMax} bytes`);
  const end = jobMembers.read(bytes, 0, 0);
  if (end !== bytes.length) return refuse(`custom.on_death: ${faultText(bytes, end)}`);
  // What is added needs a member before it.
  if (!jobMembers.has(bytes, field.jobtype)) return refuse("custom.on_death: jobs must have a jobtype parameter");
  const ofJid = jobMembers.has(bytes, field.jid) ? "" : `,"jid":${JSON.stringify(jid)}`;
  const ofArgs = jobMembers.has(bytes, field.args) ? "" : `,"args":[]`;
  const admitted = admit(edited(bytes, { start: 0, end }, [], tailOf(ofJid + ofArgs)), now);
  return admitted.ok ? admitted : refuse(`custom.on_death: ${admitted.message}`);
}
