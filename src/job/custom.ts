import { limits } from "../limits.ts";
import { ok, refuse, type Refusal, type Result } from "../result.ts";
import type { Micros } from "./facts.ts";
import { MemberReader } from "./members.ts";
import { faultText, type Position } from "./scan.ts";
import { parseTimestamp } from "./timestamp.ts";
import { trait } from "./traits.ts";
import { numbersAt } from "./values.ts";

/** What a job's `custom` says to the features (spec §6); its other members are its worker's. */
export interface CustomFacts {
  /** Seconds, above 0. */
  readonly uniqueFor?: number;
  readonly expiresAt?: Micros;
  /** Seconds from the push on. */
  readonly expiresIn?: number;
  readonly bid?: string;
  /** The job to enter when this one dies: an object, as it came. */
  readonly onDeath?: Uint8Array;
  /** Seconds until each retry, the last one for all later ones; not empty. */
  readonly backoff?: readonly number[];
}

const customMembers = new MemberReader({
  unique_for: "number",
  unique_until: "string",
  expires_at: "string",
  expires_in: "number",
  bid: "string",
  track: "flag",
  on_death: "object",
  backoff: "array",
});

const field = { uniqueFor: 0, uniqueUntil: 1, expiresAt: 2, expiresIn: 3, bid: 4, track: 5, onDeath: 6, backoff: 7 } as const;

/** A job's `custom`, read: its traits (`traits.ts`), and what else the features need at the push. */
export interface ReadCustom {
  readonly traits: number;
  readonly custom: CustomFacts;
}

/**
 * Reads the `custom` whose `{` is at `start`, in JSON whose grammar was checked; nothing but the members that are known is looked
 * into. Refused with the name of the member whose value is wrong (spec §6).
 */
export function readCustom(bytes: Uint8Array, start: Position): Result<ReadCustom> {
  const end = customMembers.read(bytes, start, 0);
  if (end < 0) return refuse(`invalid JSON: custom: ${faultText(bytes, end)}`);
  const wrong = customMembers.wrongKind(bytes);
  if (wrong !== undefined) return refuse(`invalid JSON: custom.${wrong}`);
  const custom: { -readonly [Name in keyof CustomFacts]: CustomFacts[Name] } = {};
  let traits = 0;
  const has = (index: number): boolean => customMembers.has(bytes, index);
  if (has(field.uniqueFor)) {
    custom.uniqueFor = customMembers.number(bytes, field.uniqueFor);
    if (!(custom.uniqueFor > 0)) return bad("unique_for", "a number of seconds above 0");
    traits |= trait.unique;
  }
  if (has(field.uniqueUntil)) {
    const until = customMembers.string(bytes, field.uniqueUntil);
    if (until !== "success" && until !== "start") return bad("unique_until", '"success" or "start"');
    if (until === "start" && traits !== 0) traits |= trait.untilStart;
  }
  if (has(field.expiresAt)) {
    const at = parseTimestamp(customMembers.string(bytes, field.expiresAt));
    if (at === undefined) return bad("expires_at", "a time by RFC 3339");
    custom.expiresAt = at;
    traits |= trait.expiring;
  }
  if (has(field.expiresIn)) {
    custom.expiresIn = customMembers.number(bytes, field.expiresIn);
    if (!(custom.expiresIn >= 0)) return bad("expires_in", "a number of seconds, 0 or more");
    traits |= trait.expiring;
  }
  if (has(field.backoff)) {
    const backoff = numbersAt(bytes, customMembers.valueStarts[field.backoff]!, limits.backoffTimesMax);
    if (backoff === undefined || backoff.length === 0 || !backoff.every((seconds) => seconds >= 0)) {
      return bad("backoff", `a list of at most ${limits.backoffTimesMax} seconds, each 0 or more`);
    }
    custom.backoff = backoff;
    traits |= trait.ownBackoff;
  }
  if (has(field.bid)) {
    custom.bid = customMembers.string(bytes, field.bid);
    traits |= trait.batched;
  }
  if (has(field.track) && customMembers.flag(bytes, field.track)) traits |= trait.tracked;
  if (has(field.onDeath)) {
    custom.onDeath = bytes.slice(customMembers.valueStarts[field.onDeath], customMembers.valueEnds[field.onDeath]);
    traits |= trait.onDeath;
  }
  return ok({ traits, custom });
}

function bad(name: string, wanted: string): Refusal {
  return refuse(`custom.${name} must be ${wanted}`);
}
