import type { Random } from "../random.ts";

const jidBytes = 12;

/** A jid nobody has (spec §2). */
export function newJid(random: Random): string {
  return Buffer.from(random.bytes(jidBytes)).toString("base64url");
}
