import { isWellFormed, type Reply, splitReplies } from "./replies.ts";

/** What went over a connection, and who ended it: nobody, where the server still had not when patience was over. */
export interface Played {
  readonly sent: Uint8Array;
  readonly received: Uint8Array;
  readonly endedBy: "server" | "us" | "nobody";
  /** HELLO was so late, this machine being busy, that the server may have closed before it came. */
  readonly isLate?: boolean;
}

interface Line {
  readonly verb: string;
  readonly payload: Buffer;
}

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const verbBytesMax = 100;

/** Which kinds of reply a verb may get beside an error (spec §3). A verb that is not here is unknown. */
const kinds: Readonly<Record<string, readonly Reply["kind"][]>> = {
  PUSH: ["+OK"],
  PUSHB: ["bulk"],
  FETCH: ["bulk", "nothing"],
  ACK: ["+OK"],
  FAIL: ["+OK"],
  BEAT: ["+OK", "bulk"],
  INFO: ["bulk"],
  FLUSH: ["+OK"],
  MUTATE: ["+OK"],
  QUEUE: ["+OK", "bulk"],
  BATCH: ["+OK", "bulk"],
  TRACK: ["+OK", "bulk"],
};

/** After one of these the server closes (spec §1). */
const lastWords = /^-ERR (line too long|too much was sent ahead|shutdown in progress)/;

/**
 * Why a connection was not served as spec §1 has it: each whole line that is not blank gets exactly one well-formed reply of a kind
 * that its verb has, in order, or the connection is closed with an error. Undefined: it was.
 */
export function whyWrong({ sent, received, endedBy, isLate = false }: Played): string | undefined {
  const { replies, rest } = splitReplies(Buffer.from(received));
  if (isLate && replies.length < 2 && rest.length === 0 && endedBy === "server") return undefined;
  const broken = replies.find((reply) => !isWellFormed(reply));
  if (broken !== undefined) return `a reply that is none: ${broken.text.slice(0, 200)}`;
  if (rest.length > 0 && endedBy !== "us") return `half a reply: ${rest.toString("latin1", 0, 200)}`;
  const [greeting, ...answers] = replies;
  if (greeting === undefined) return endedBy === "us" ? undefined : "no greeting";
  if (greeting.text !== '+HI {"v":2}') return `greeted with ${greeting.text}`;
  const lines = wholeLines(Buffer.from(sent));
  if (answers[0]?.kind === "-ERR" && answers.length > 1) return `HELLO was refused, and what came after it answered`;
  if (answers.length > lines.length) return lateReplies(lines, answers);
  for (const [index, answer] of answers.entries()) {
    const line = lines[index];
    const fault = line && (index === 0 ? whyNoHello(answer) : whyNoAnswer(line, answer));
    if (fault !== undefined) return `line ${index}, ${shown(line)}: ${fault}`;
  }
  return whyEndedThere(lines, answers, endedBy);
}

/** An unfinished line may be answered, as the last thing: it was too long. */
function lateReplies(lines: readonly Line[], answers: readonly Reply[]): string | undefined {
  const last = answers.at(-1);
  if (answers.length === lines.length + 1 && last !== undefined && lastWords.test(last.text)) return undefined;
  return `${answers.length} replies to ${lines.length} lines, the last one ${last?.text.slice(0, 200)}`;
}

function whyEndedThere(lines: readonly Line[], answers: readonly Reply[], endedBy: Played["endedBy"]): string | undefined {
  if (endedBy === "us") return undefined;
  if (endedBy === "nobody") return `after ${answers.length} of ${lines.length} replies nothing more came, and no end`;
  const next = lines[answers.length];
  if (next === undefined || next.verb === "END") return undefined;
  const last = answers.at(-1);
  const isRefusedAtOnce = answers.length === 1 && last?.kind === "-ERR";
  return isRefusedAtOnce || (last !== undefined && lastWords.test(last.text)) ? undefined : `closed before it answered ${shown(next)}`;
}

/** The lines that get a reply: whole ones that are not blank, the first one in any case. */
function wholeLines(sent: Buffer): Line[] {
  const lines: Line[] = [];
  for (let at = 0, end = sent.indexOf(LF); end >= 0; at = end + 1, end = sent.indexOf(LF, at)) {
    const line = sent.subarray(at, end > at && sent[end - 1] === CR ? end - 1 : end);
    if (lines.length > 0 && line.every((byte) => byte === SPACE)) continue;
    const space = line.indexOf(SPACE);
    lines.push({
      verb: line.toString("latin1", 0, space < 0 ? line.length : space),
      payload: line.subarray(space < 0 ? line.length : space + 1),
    });
  }
  return lines;
}

function whyNoHello({ kind, text }: Reply): string | undefined {
  return kind === "+OK" || kind === "-ERR" ? undefined : `HELLO was answered ${text.slice(0, 200)}`;
}

function whyNoAnswer(line: Line, reply: Reply): string | undefined {
  const { kind, text } = reply;
  if (!Object.hasOwn(kinds, line.verb)) {
    const verb = line.verb.slice(0, verbBytesMax).replace(/[\p{Cc}\u2028\u2029]/gu, " ");
    return text === `-ERR unknown command ${verb}` ? undefined : `answered ${text.slice(0, 200)}`;
  }
  if (kind === "-ERR" || (kind === "-NOTUNIQUE" && line.verb === "PUSH")) return undefined;
  if (kinds[line.verb]?.includes(kind) !== true) return `answered ${text.slice(0, 200)}`;
  const isTaken = line.verb === "PUSH" || (line.verb === "PUSHB" && text === "{}") || line.verb === "ACK" || line.verb === "FAIL";
  return isTaken && !isJson(line.payload) ? "taken, and is no JSON" : undefined;
}

function isJson(payload: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload));
    return true;
  } catch {
    return false;
  }
}

function shown(line: Line | undefined): string {
  return line === undefined ? "no line" : JSON.stringify(`${line.verb} ${line.payload.toString("latin1")}`.slice(0, 300));
}
