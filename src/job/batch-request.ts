import { limits } from "../limits.ts";
import { ok, refuse, type Result } from "../result.ts";
import { admit } from "./admission.ts";
import { type CallbackKind, callbackKinds } from "./batch.ts";
import type { Micros } from "./facts.ts";
import { field, jobMembers } from "./job-members.ts";
import { MemberReader } from "./members.ts";
import { edited, tailOf } from "./payload.ts";
import { faultIn } from "./requests.ts";
import { faultText, skipSpace } from "./scan.ts";

/** What a BATCH NEW asks for (spec §6): each callback is the object of its job, as it came. */
export interface BatchRequest {
  readonly parent?: string;
  readonly description?: string;
  readonly callbacks: ReadonlyMap<CallbackKind, Uint8Array>;
}

const batchMembers = new MemberReader({
  complete: "object",
  success: "object",
  death: "object",
  bid: "string",
  parent_bid: "string",
  description: "string",
});
const batchField = { bid: 3, parentBid: 4, description: 5 } as const;

/** Reads the object of a BATCH NEW. */
export function readBatch(bytes: Uint8Array): Result<BatchRequest> {
  const fault = faultIn(batchMembers, bytes);
  if (fault !== undefined) return refuse(`invalid BATCH payload: ${fault}`);
  if (batchMembers.has(bytes, batchField.bid)) return refuse("invalid BATCH payload: bid must not be given, the server makes one");
  const callbacks = new Map<CallbackKind, Uint8Array>();
  for (const [index, kind] of callbackKinds.entries()) {
    if (batchMembers.has(bytes, index)) callbacks.set(kind, bytes.slice(batchMembers.valueStarts[index], batchMembers.valueEnds[index]));
  }
  if (callbacks.size === 0) return refuse("batches must have at least one callback: success, complete or death");
  const parent = batchMembers.string(bytes, batchField.parentBid);
  const description = batchMembers.string(bytes, batchField.description);
  if (description.length > limits.batchDescriptionCharactersMax) {
    return refuse(`invalid BATCH payload: description must be at most ${limits.batchDescriptionCharactersMax} characters`);
  }
  return ok({ callbacks, ...(parent === "" ? {} : { parent }), ...(description === "" ? {} : { description }) });
}

/** Whose callback a job is to be. */
export interface CallbackOf {
  readonly kind: CallbackKind;
  readonly bid: string;
  readonly parent: string | undefined;
  /** For a job that has none of its own. */
  readonly jid: string;
}

/**
 * The job of a callback, from the object `bytes` as it came: what it lacks is added, and whose callback it is. Refused with the rules
 * of PUSH, so that a bad one is found at BATCH NEW and not when it is due.
 */
export function callbackJob(bytes: Uint8Array, { kind, bid, parent, jid }: CallbackOf, now: Micros): Result<Uint8Array> {
  const end = jobMembers.read(bytes, 0, 1);
  if (end !== bytes.length) return refuse(`invalid BATCH payload: ${kind}: ${faultText(bytes, end)}`);
  // The tail needs a member before it.
  if (!jobMembers.has(bytes, field.jobtype)) return refuse(`${kind}: jobs must have a jobtype parameter`);
  const ids = { _bid: bid, ...(parent === undefined ? {} : { _pbid: parent }), _cb: kind };
  const own = JSON.stringify(ids).slice(1, -1);
  const ofJid = jobMembers.has(bytes, field.jid) ? "" : `,"jid":${JSON.stringify(jid)}`;
  const ofArgs = jobMembers.has(bytes, field.args) ? "" : `,"args":[]`;
  const custom = customWith(bytes, own);
  if (custom === undefined) return refuse(`invalid JSON: ${kind}: custom must be an object`);
  const job = edited(bytes, { start: 0, end }, [], tailOf(`${ofJid}${ofArgs},"custom":${custom}`));
  const admitted = admit(job, now);
  return admitted.ok ? ok(job) : refuse(`${kind}: ${admitted.message}`);
}

/** The `custom` of the job just read with members more: the admission leaves out the earlier one. Undefined where it is no object. */
function customWith(bytes: Uint8Array, members: string): string | undefined {
  if (!jobMembers.has(bytes, field.custom)) return `{${members}}`;
  const [start, end] = [jobMembers.valueStarts[field.custom]!, jobMembers.valueEnds[field.custom]!];
  if (bytes[start] !== 0x7b) return undefined;
  if (bytes[skipSpace(bytes, start + 1)] === 0x7d) return `{${members}}`;
  return new TextDecoder().decode(edited(bytes, { start, end }, [], tailOf(`,${members}`)));
}
