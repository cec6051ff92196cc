import { isUtf8 } from "node:buffer";
import { limits } from "../limits.ts";
import { ok, refuse, type Result } from "../result.ts";
import type { FailureReport } from "./failure.ts";
import { MemberReader } from "./members.ts";
import { faultText, skipSpace } from "./scan.ts";
import { stringsAt } from "./values.ts";

const ackMembers = new MemberReader({ jid: "string" });
const failMembers = new MemberReader({ jid: "string", errtype: "string", message: "string", backtrace: "array", retry_in: "number" });
const beatMembers = new MemberReader({ wid: "string", current_state: "string", rss_kb: "integer" });

/** Reads the object of an ACK (spec §3). */
export function readAck(bytes: Uint8Array): Result<{ jid: string }> {
  const fault = faultIn(ackMembers, bytes);
  if (fault !== undefined) return refuse(`invalid ACK payload: ${fault}`);
  const jid = ackMembers.string(bytes, 0);
  return jid === "" ? refuse("invalid ACK payload: missing jid") : ok({ jid });
}

/** Reads the object of a FAIL (spec §3); no more of the backtrace than is kept. */
export function readFail(bytes: Uint8Array): Result<{ jid: string } & FailureReport> {
  const fault = faultIn(failMembers, bytes);
  if (fault !== undefined) return refuse(`invalid FAIL payload: ${fault}`);
  const jid = failMembers.string(bytes, 0);
  if (jid === "") return refuse("missing JID");
  const backtrace = failMembers.has(bytes, 3) ? stringsAt(bytes, failMembers.valueStarts[3]!, limits.backtraceLinesMax) : [];
  if (backtrace === undefined) return refuse("invalid FAIL payload: backtrace must be an array of strings");
  const report = { jid, errtype: failMembers.string(bytes, 1), message: failMembers.string(bytes, 2), backtrace };
  if (!failMembers.has(bytes, 4)) return ok(report);
  const retryIn = failMembers.number(bytes, 4);
  return retryIn >= 0 ? ok({ ...report, retryIn }) : refuse("invalid FAIL payload: retry_in must be a number of seconds, 0 or more");
}

/** Reads the object of a BEAT (spec §3); `wid` is "" where it names none. */
export function readBeat(bytes: Uint8Array): Result<{ wid: string; currentState?: string; rssKb?: number }> {
  const fault = faultIn(beatMembers, bytes);
  if (fault !== undefined) return refuse(`invalid BEAT payload: ${fault}`);
  const currentState = beatMembers.string(bytes, 1);
  const rssKb = beatMembers.integer(bytes, 2);
  return ok({
    wid: beatMembers.string(bytes, 0),
    ...(currentState === "" ? {} : { currentState }),
    ...(rssKb === undefined ? {} : { rssKb }),
  });
}

/** Reads one object with `members`, and says what is wrong with it. */
export function faultIn(members: MemberReader, bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return "the bytes are not valid UTF-8";
  const start = skipSpace(bytes, 0);
  if (bytes[start] !== 0x7b) return start === bytes.length ? "unexpected end" : "it must be an object";
  const end = members.read(bytes, start, 0);
  if (end < 0) return faultText(bytes, end);
  const behind = skipSpace(bytes, end);
  return behind === bytes.length ? members.wrongKind(bytes) : faultText(bytes, ~behind);
}
