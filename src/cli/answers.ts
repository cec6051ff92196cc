import type { Answer } from "../wire/reply-reader.ts";
import type { Connection } from "./connection.ts";
import { Failure } from "./failure.ts";
import { shown } from "./shown.ts";

/** The members of a JSON object; undefined where the text is none. */
export function parsedObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an answer that is not the expected one means: the server's own words where it has some. */
export function refusedBy(answer: Answer): Failure {
  if (answer.kind === "error") return new Failure("error", shown(answer.text.replace(/^ERR /, "")));
  return new Failure("error", "the server's answer is not what the protocol says");
}

/** Sends a command that is answered OK. */
export async function order(server: Connection, line: string | Uint8Array): Promise<void> {
  const answer = await server.ask(line);
  if (answer.kind !== "line") throw refusedBy(answer);
}

/** Sends a command that is answered with a JSON object: its text, and its members. */
export async function query(server: Connection, line: string | Uint8Array): Promise<{ text: string; members: Record<string, unknown> }> {
  const answer = await server.ask(line);
  const text = answer.kind === "bulk" ? answer.content.toString() : undefined;
  const members = text === undefined ? undefined : parsedObject(text);
  if (text === undefined || members === undefined) throw refusedBy(answer);
  return { text, members };
}
