import { cutCharacters } from "../job/cut.ts";
import type { Log } from "../log.ts";
import type { Role, Visitor } from "./roles.ts";

/** Who did what on the pages, and who tried in vain: a line of the log each (spec §8). */
export interface Audit {
  /** `action` with what it was done to, in words. */
  did(visitor: Visitor, action: string, what: string): void;
  denied(visitor: Visitor, action: string, needed: Role): void;
}

/** A form may name its jobs in megabytes. */
const whatCharactersMax = 4_000;

/** An audit trail in the log. */
export function auditIn(log: Log): Audit {
  return {
    did: (visitor, action, what) => log.info(`audit: ${whoOf(visitor)} did ${action}: ${cutCharacters(what, whatCharactersMax)}`),
    denied: (visitor, action, needed) => log.warn(`audit: ${whoOf(visitor)} was denied ${action}: it needs the role ${needed}`),
  };
}

function whoOf({ role, address, isUnasked }: Visitor): string {
  return `${role}${isUnasked ? " (no password is set)" : ""} from ${address}`;
}
