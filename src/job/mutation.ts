import { isUtf8 } from "node:buffer";
import { limits } from "../limits.ts";
import { ok, refuse, type Result } from "../result.ts";
import { compacted } from "./compact.ts";
import { glob } from "./glob.ts";
import { isSetName, type SetName } from "./lifecycle.ts";
import { MemberReader } from "./members.ts";
import { faultText, skipSpace } from "./scan.ts";
import { stringsAt } from "./values.ts";

/** What a MUTATE does with the jobs it finds (spec §3). */
export type MutationCmd = "kill" | "requeue" | "discard" | "clear";

/** Where it looks for them. */
export type MutationTarget = SetName | `queue:${string}`;

/** Which of them it takes: with `jids` just these, else all that have the type and match the glob; an empty one takes all. */
export interface MutationFilter {
  readonly jids?: readonly string[];
  readonly jobtype?: string;
  readonly regexp?: string;
}

/** A MUTATE as it was asked for. */
export interface Mutation {
  readonly cmd: MutationCmd;
  readonly target: MutationTarget;
  readonly filter: MutationFilter;
}

const members = new MemberReader({ cmd: "string", target: "string", filter: "object" });
const filterMembers = new MemberReader({ jids: "array", jobtype: "string", regexp: "string" });

/** Reads the object of a MUTATE (spec §3); the cmd is checked before the target. */
export function readMutation(bytes: Uint8Array): Result<Mutation> {
  if (!isUtf8(bytes)) return refuse("invalid MUTATE payload: the bytes are not valid UTF-8");
  const start = skipSpace(bytes, 0);
  if (bytes[start] !== 0x7b) return refuse("invalid MUTATE payload: it must be an object");
  const end = members.read(bytes, start, 0);
  const behind = end < 0 ? end : skipSpace(bytes, end);
  if (behind !== bytes.length) return refuse(`invalid MUTATE payload: ${faultText(bytes, behind < 0 ? behind : ~behind)}`);
  const wrong = members.wrongKind(bytes);
  if (wrong !== undefined) return refuse(`invalid MUTATE payload: ${wrong}`);
  const [cmd, target] = [members.string(bytes, 0), members.string(bytes, 1)];
  if (cmd !== "kill" && cmd !== "requeue" && cmd !== "discard" && cmd !== "clear") return refuse("unknown mutate operation");
  if (!isTarget(target, cmd)) return refuse("invalid target for mutation command");
  const filter = members.has(bytes, 2) ? readFilter(bytes, members.valueStarts[2]!) : ok({});
  return filter.ok ? ok({ cmd, target, filter: cmd === "clear" ? {} : filter.value }) : filter;
}

function isTarget(target: string, cmd: MutationCmd): target is MutationTarget {
  if (target.startsWith("queue:")) return cmd === "discard" || cmd === "kill";
  return isSetName(target);
}

function readFilter(bytes: Uint8Array, start: number): Result<MutationFilter> {
  filterMembers.read(bytes, start, 1);
  const wrong = filterMembers.wrongKind(bytes);
  if (wrong !== undefined) return refuse(`invalid MUTATE payload: filter.${wrong}`);
  const jids = filterMembers.has(bytes, 0) ? stringsAt(bytes, filterMembers.valueStarts[0]!, limits.filterJidsMax + 1) : [];
  if (jids === undefined) return refuse("invalid MUTATE payload: filter.jids must be an array of strings");
  const [jobtype, regexp] = [filterMembers.string(bytes, 1), filterMembers.string(bytes, 2)];
  if (jids.length > limits.filterJidsMax) return refuse(`invalid MUTATE payload: filter.jids has more than ${limits.filterJidsMax} jids`);
  if (Buffer.byteLength(regexp) > limits.globBytesMax) {
    return refuse(`invalid MUTATE payload: filter.regexp is longer than ${limits.globBytesMax} bytes`);
  }
  if (jids.length > 0) return ok({ jids });
  return ok({ ...(jobtype === "" ? {} : { jobtype }), ...(regexp === "" ? {} : { regexp }) });
}

/** A filter made ready to be asked for each job. */
export interface Matcher {
  /** By what the lists know of a job. */
  mayMatch(job: { readonly jid: string; readonly jobtype: string }): boolean;
  /** By its bytes as FETCH would hand them out; absent where the filter doesn't ask for them. */
  matchesBytes?(handedOut: Uint8Array): boolean;
}

/** Makes a filter ready. */
export function matcher(filter: MutationFilter): Matcher {
  const { jobtype, regexp } = filter;
  if (filter.jids !== undefined) {
    const jids = new Set(filter.jids);
    return { mayMatch: (job) => jids.has(job.jid) };
  }
  const mayMatch = (job: { readonly jobtype: string }) => jobtype === undefined || job.jobtype === jobtype;
  if (regexp === undefined) return { mayMatch };
  return { mayMatch, matchesBytes: patternOf(regexp) };
}

/**
 * The glob over a job's compact JSON. `*"args":["fizz"]*` has to find such a job (spec §3), where Redis would read the brackets as a
 * class that no JSON has there: so a job also matches where every `[` stands for itself.
 */
function patternOf(regexp: string): (handedOut: Uint8Array) => boolean {
  const asRedis = glob(regexp);
  if (!regexp.includes("[")) return (handedOut) => asRedis(compacted(handedOut));
  const asWritten = glob(regexp.replace(/\\.|\[/gs, (part) => (part === "[" ? "\\[" : part)));
  return (handedOut) => {
    const json = compacted(handedOut);
    return asRedis(json) || asWritten(json);
  };
}

/** A filter as text for the store, and back. */
export function filterText(filter: MutationFilter): string {
  return JSON.stringify(filter);
}

/** Reads what `filterText` wrote. */
export function readFilterText(text: string): MutationFilter {
  return JSON.parse(text) as MutationFilter;
}
