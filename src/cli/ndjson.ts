import { isUtf8 } from "node:buffer";
import { jobMembers, field } from "../job/job-members.ts";
import { faultText, skipSpace } from "../job/scan.ts";
import { ok, refuse, type Result } from "../result.ts";

/** A line of a file of jobs: its jid, and the bytes to send. */
export interface JobLine {
  readonly jid: string;
  readonly payload: Uint8Array;
}

/** How deep a job lies in the command that carries it: inside the array of PUSHB. */
const levels = 1;

/**
 * Reads one line as a job (spec §2): its bytes as they are, with a jid where it has none. Refused where it would make
 * the server refuse all that travel with it; the rules about jobs are the server's to say.
 */
export function readJobLine(line: Uint8Array, newJid: () => string): Result<JobLine> {
  if (!isUtf8(line)) return refuse("invalid JSON: the bytes are not valid UTF-8");
  const start = skipSpace(line, 0);
  if (line[start] !== 0x7b) return refuse("invalid JSON: a job must be an object");
  const end = jobMembers.read(line, start, levels);
  if (end < 0) return refuse(`invalid JSON: ${faultText(line, end)}`);
  const behind = skipSpace(line, end);
  if (behind !== line.length) return refuse(`invalid JSON: ${faultText(line, ~behind)}`);
  if (jobMembers.has(line, field.jid)) {
    if (line[jobMembers.valueStarts[field.jid]!] !== 0x22) return refuse("invalid JSON: jid must be a string");
    // A copy: the line is a view of what was read.
    return ok({ jid: jobMembers.string(line, field.jid), payload: line.slice(start, end) });
  }
  return ok(withJid(line, start, end, newJid()));
}

function withJid(line: Uint8Array, start: number, end: number, jid: string): JobLine {
  const hasKey = jobMembers.keyStarts[field.jid]! >= 0;
  const isEmpty = line[skipSpace(line, start + 1)] === 0x7d;
  // In the place of a null or "": two members of one name would be a riddle to other readers.
  const [cut, from] = hasKey ? [jobMembers.valueStarts[field.jid]!, jobMembers.valueEnds[field.jid]!] : [end - 1, end - 1];
  const added = hasKey ? `"${jid}"` : `${isEmpty ? "" : ","}"jid":"${jid}"`;
  return { jid, payload: Buffer.concat([line.subarray(start, cut), Buffer.from(added), line.subarray(from, end)]) };
}
