import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../clock.ts";
import { limits } from "../limits.ts";
import type { Random } from "../random.ts";
import type { Role } from "./roles.ts";
import { WrongPasswords } from "./wrong-passwords.ts";

/** What becomes of a request: let in with a role, asked for the password, or told to wait that many milliseconds. */
export type Verdict = { readonly role: Role } | "unknown" | "wrong" | { readonly waitMs: number };

/** A password, and what it makes of whoever knows it. */
export interface Key {
  readonly password: string;
  readonly role: Role;
}

interface AuthParts {
  readonly clock: Clock;
  readonly random: Random;
}

/** Not empty: blanks that could stand on either side would be tried on both, in time that grows with their square. */
const basic = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i;

/** HTTP Basic with a password for each role and any user name (spec §8). */
export class Auth {
  readonly #clock: Clock;
  readonly #secret: Uint8Array;
  readonly #wrong: WrongPasswords;
  /** Until when headers that were right need not be looked at again, by their digest: a poll every second costs one hash. */
  readonly #verified = new Map<string, { readonly role: Role; readonly until: number }>();

  constructor({ clock, random }: AuthParts) {
    this.#clock = clock;
    this.#secret = random.bytes(32);
    this.#wrong = new WrongPasswords(clock);
  }

  get rememberedCount(): number {
    return this.#verified.size;
  }

  /** Judges an `Authorization` header by the keys, the strongest first. One that is missing, or of another scheme, is no wrong password. */
  judge(header: string | null, keys: readonly Key[], address: string): Verdict {
    const credentials = basic.exec(header ?? "")?.[1];
    if (credentials === undefined) return "unknown";
    // Also for a right one: else whoever guesses learns it all the same.
    const waitMs = this.#wrong.waitOf(address);
    if (waitMs > 0) return { waitMs };
    // The passwords are part of it, so that nothing of earlier ones is remembered.
    const digest = this.#digest(JSON.stringify([keys, credentials])).toString("base64");
    const known = this.#verified.get(digest);
    if (known !== undefined && known.until > this.#clock.monotonic()) return { role: known.role };
    const key = this.#rightKey(credentials, keys);
    if (key === undefined) {
      this.#wrong.count(address);
      return "wrong";
    }
    this.#remember(digest, key.role);
    return { role: key.role };
  }

  #rightKey(credentials: string, keys: readonly Key[]): Key | undefined {
    const words = Buffer.from(credentials, "base64");
    const colon = words.indexOf(":");
    if (colon < 0) return undefined;
    const said = this.#digest(words.subarray(colon + 1));
    // Digests have one length, whatever was said.
    return keys.find(({ password }) => timingSafeEqual(said, this.#digest(password)));
  }

  #remember(digest: string, role: Role): void {
    this.#verified.delete(digest);
    this.#verified.set(digest, { role, until: this.#clock.monotonic() + limits.verifiedMsMax });
    if (this.#verified.size <= limits.verifiedHeadersMax) return;
    for (const [oldest] of this.#verified) return void this.#verified.delete(oldest);
  }

  #digest(text: string | Uint8Array): Buffer {
    return createHmac("sha256", this.#secret).update(text).digest();
  }
}
