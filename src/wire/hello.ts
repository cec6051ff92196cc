import { isUtf8 } from "node:buffer";
import { limits } from "../limits.ts";
import { ok, refuse, type Result } from "../result.ts";

/** What a client says of itself in its first line (spec §1). */
export interface Hello {
  readonly v: number;
  /** "" for a producer. */
  readonly wid: string;
  readonly hostname: string;
  readonly pid: number;
  readonly labels: string[];
  /** What it answers to a challenge; "" where it answers none. */
  readonly pwdhash: string;
}

/** What a peer is asked to hash with the password, and how often (spec §1). */
export interface Challenge {
  readonly rounds: number;
  readonly salt: string;
}

/** What the server says first, without a challenge or with one: no blanks in the JSON, since clients split on them (spec §1). */
export function greeting(challenge: Challenge | undefined): string {
  return challenge === undefined ? `+HI {"v":2}\r\n` : `+HI {"v":2,"i":${challenge.rounds},"s":"${challenge.salt}"}\r\n`;
}

const prefix = "HELLO ";

/** Reads a client's first line (spec §1); a refusal names the fault. Members that are missing or null are 0, "" and []. */
export function readHello(line: Uint8Array): Result<Hello> {
  const isHello = [...prefix].every((character, i) => line[i] === character.charCodeAt(0));
  if (!isHello) return refuse("the first command must be HELLO with a JSON object");
  if (!isUtf8(line)) return invalid("the bytes are not valid UTF-8");
  const json = Buffer.from(line).toString("utf8", prefix.length);
  if (isTooDeep(json)) return invalid(`nested deeper than ${limits.nestingLevelsMax} levels`);
  const members = parsed(json);
  if (members === undefined) return invalid("it must be a JSON object");
  const v = members["v"] ?? 0;
  const pid = members["pid"] ?? 0;
  const wid = members["wid"] ?? "";
  const hostname = members["hostname"] ?? "";
  const labels = members["labels"] ?? [];
  const pwdhash = members["pwdhash"] ?? "";
  if (!isInteger(v)) return invalid("v must be an integer");
  if (!isInteger(pid)) return invalid("pid must be an integer");
  if (typeof wid !== "string") return invalid("wid must be a string");
  if (wid.length > limits.nameCharactersMax) return invalid(`wid must have at most ${limits.nameCharactersMax} characters`);
  if (typeof hostname !== "string") return invalid("hostname must be a string");
  if (!isListOfStrings(labels)) return invalid("labels must be an array of strings");
  if (typeof pwdhash !== "string") return invalid("pwdhash must be a string");
  if (typeof (members["username"] ?? "") !== "string") return invalid("username must be a string");
  return ok({ v, wid, hostname, pid, labels, pwdhash });
}

function invalid(fault: string): Result<never> {
  return refuse(`invalid HELLO: ${fault}`);
}

function parsed(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isListOfStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((element) => typeof element === "string");
}

/** Counts open brackets outside strings before anything is parsed, so that the parser never recurses deeper than allowed. */
function isTooDeep(json: string): boolean {
  let level = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '"') isInString = !isInString;
    else if (isInString) at += character === "\\" ? 1 : 0;
    else if (character === "[" || character === "{") level++;
    else if (character === "]" || character === "}") level--;
    if (level > limits.nestingLevelsMax) return true;
  }
  return false;
}
