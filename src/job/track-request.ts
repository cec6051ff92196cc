import { limits } from "../limits.ts";
import { ok, refuse, type Result } from "../result.ts";
import type { Micros } from "./facts.ts";
import { MemberReader } from "./members.ts";
import { faultIn } from "./requests.ts";
import { parseTimestamp } from "./timestamp.ts";

/** What a TRACK SET says (spec §6); what is absent stays as it was. */
export interface TrackUpdate {
  readonly percent?: number;
  readonly desc?: string;
  /** JSON. */
  readonly result?: string;
  readonly reserveUntil?: Micros;
}

const trackMembers = new MemberReader({ jid: "string", percent: "number", desc: "string", reserve_until: "string", result: "any" });
const field = { jid: 0, percent: 1, desc: 2, reserveUntil: 3, result: 4 } as const;

/** Reads the object of a TRACK SET. */
export function readTrackUpdate(bytes: Uint8Array): Result<{ readonly jid: string; readonly update: TrackUpdate }> {
  const fault = faultIn(trackMembers, bytes);
  if (fault !== undefined) return refuse(`invalid TRACK payload: ${fault}`);
  const jid = trackMembers.string(bytes, field.jid);
  if (jid === "") return refuse("invalid TRACK payload: missing jid");
  const update: { -readonly [Name in keyof TrackUpdate]: TrackUpdate[Name] } = {};
  if (trackMembers.has(bytes, field.percent)) update.percent = trackMembers.number(bytes, field.percent);
  // "" is a text here, the end of an earlier one.
  if (isSaid(bytes, field.desc)) update.desc = trackMembers.string(bytes, field.desc);
  if (isSaid(bytes, field.result)) {
    const [start, end] = [trackMembers.valueStarts[field.result]!, trackMembers.valueEnds[field.result]!];
    if (end - start > limits.trackResultBytesMax)
      return refuse(`invalid TRACK payload: result must be at most ${limits.trackResultBytesMax} bytes`);
    update.result = Buffer.from(bytes.subarray(start, end)).toString("utf8");
  }
  if ((update.desc?.length ?? 0) > limits.trackDescCharactersMax) {
    return refuse(`invalid TRACK payload: desc must be at most ${limits.trackDescCharactersMax} characters`);
  }
  if (!trackMembers.has(bytes, field.reserveUntil)) return ok({ jid, update });
  const until = parseTimestamp(trackMembers.string(bytes, field.reserveUntil));
  if (until === undefined) return refuse("invalid TRACK payload: reserve_until must be a time by RFC 3339");
  return ok({ jid, update: { ...update, reserveUntil: until } });
}

function isSaid(bytes: Uint8Array, index: number): boolean {
  return trackMembers.keyStarts[index]! >= 0 && bytes[trackMembers.valueStarts[index]!] !== 0x6e;
}
