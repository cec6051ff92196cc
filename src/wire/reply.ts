import type { Refusal } from "../result.ts";

/** An encoded RESP reply, ready to be written (spec §1). */
export type Reply = string | Uint8Array;

/** The answer to a command that did what it should (spec §1). */
export const ok = "+OK\r\n";

/** The answer of a FETCH that found nothing (spec §1). */
export const nothing = "$-1\r\n";

/** A bulk reply (spec §1); the length in front counts bytes. */
export function bulk(content: string | Uint8Array): Reply {
  if (typeof content === "string") return `$${Buffer.byteLength(content)}\r\n${content}\r\n`;
  const digits = `${content.length}`;
  const start = digits.length + 3;
  const reply = new Uint8Array(start + content.length + 2);
  reply[0] = 0x24;
  for (let i = 0; i < digits.length; i++) reply[i + 1] = digits.charCodeAt(i);
  reply[start - 2] = 0x0d;
  reply[start - 1] = 0x0a;
  reply.set(content, start);
  reply[reply.length - 2] = 0x0d;
  reply[reply.length - 1] = 0x0a;
  return reply;
}

/** A refusal as an error reply (spec §1); what could end the line early or upset a terminal becomes a space. */
export function refusal({ code, message }: Refusal): Reply {
  return `-${code} ${message.replace(/[\p{Cc}\u2028\u2029]/gu, " ")}\r\n`;
}
