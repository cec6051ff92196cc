import { limits } from "../limits.ts";
import { cutCharacters } from "./cut.ts";
import { field, jobMembers } from "./job-members.ts";
import { MemberReader } from "./members.ts";
import { skipSpace, skipValue } from "./scan.ts";
import { stringAt } from "./values.ts";

/** What a list shows of a payload. */
export interface Glance {
  /** What people call the job: the class that ActiveJob wraps, of a mailer `Class#method`; else the type (spec §8). */
  readonly shownType: string;
  /** Its args as JSON, cut. */
  readonly args: string;
  readonly isArgsCut: boolean;
}

const argsCharactersMax = 200;
/** A character takes at most so many bytes. */
const characterBytesMax = 4;

const customMembers = new MemberReader({ wrapped: "string" });
const wrappedMembers = new MemberReader({ arguments: "array" });

/** Looks at a payload that was admitted and stored; undefined where it is none. */
export function glance(payload: Uint8Array, jobtype: string): Glance | undefined {
  if (payload[0] !== 0x7b || jobMembers.read(payload, 0, 0) !== payload.length || !jobMembers.has(payload, field.args)) return undefined;
  const [start, end] = [jobMembers.valueStarts[field.args]!, jobMembers.valueEnds[field.args]!];
  const cutEnd = Math.min(end, start + argsCharactersMax * characterBytesMax);
  const args = cutCharacters(Buffer.prototype.toString.call(payload, "utf8", start, cutEnd), argsCharactersMax);
  const shownType = cutCharacters(wrappedType(payload, start) ?? jobtype, limits.nameCharactersMax);
  return { shownType, args, isArgsCut: Buffer.byteLength(args) < end - start };
}

function wrappedType(payload: Uint8Array, argsStart: number): string | undefined {
  if (!jobMembers.has(payload, field.custom)) return undefined;
  customMembers.read(payload, jobMembers.valueStarts[field.custom]!, 1);
  if (customMembers.wrongKind(payload) !== undefined || !customMembers.has(payload, 0)) return undefined;
  const wrapped = customMembers.string(payload, 0);
  return (wrapped.startsWith("ActionMailer::") ? mailerMethod(payload, argsStart) : undefined) ?? wrapped;
}

/** ActiveJob pushes one object; a mail's `arguments` begin with the mailer's class and its method. */
function mailerMethod(payload: Uint8Array, argsStart: number): string | undefined {
  const first = skipSpace(payload, argsStart + 1);
  if (payload[first] !== 0x7b) return undefined;
  wrappedMembers.read(payload, first, 2);
  if (wrappedMembers.wrongKind(payload) !== undefined || !wrappedMembers.has(payload, 0)) return undefined;
  const names: string[] = [];
  let at = skipSpace(payload, wrappedMembers.valueStarts[0]! + 1);
  while (names.length < 2 && payload[at] === 0x22) {
    const end = skipValue(payload, at, 0);
    names.push(stringAt(payload, at, end));
    at = skipSpace(payload, end);
    if (payload[at] === 0x2c) at = skipSpace(payload, at + 1);
  }
  return names.length === 2 ? names.join("#") : undefined;
}
