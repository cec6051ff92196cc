import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../clock.ts";
import { limits } from "../limits.ts";
import type { Random } from "../random.ts";
import { WrongPasswords } from "./wrong-passwords.ts";

/** What becomes of a request: let in, asked for the password, or told to wait that many milliseconds. */
export type Verdict = "in" | "unknown" | "wrong" | { readonly waitMs: number };

interface AuthParts {
  readonly clock: Clock;
  readonly random: Random;
}

const basic = /^basic +([A-Za-z0-9+/]*={0,2}) *$/i;

/** HTTP Basic with one password and any user name (spec §8). */
export class Auth {
  readonly #clock: Clock;
  readonly #secret: Uint8Array;
  readonly #wrong: WrongPasswords;
  /** Until when headers that were right need not be looked at again, by their digest: a poll every second costs one hash. */
  readonly #verified = new Map<string, number>();

  constructor({ clock, random }: AuthParts) {
    this.#clock = clock;
    this.#secret = random.bytes(32);
    this.#wrong = new WrongPasswords(clock);
  }

  get rememberedCount(): number {
    return this.#verified.size;
  }

  /** Judges an `Authorization` header. One that is missing, or of another scheme, is no wrong password. */
  judge(header: string | null, password: string, address: string): Verdict {
    const credentials = basic.exec(header ?? "")?.[1];
    if (credentials === undefined) return "unknown";
    // Also for a right one: else whoever guesses learns it all the same.
    const waitMs = this.#wrong.waitOf(address);
    if (waitMs > 0) return { waitMs };
    // The password is part of it, so that nothing of an earlier one is remembered.
    const digest = this.#digest(`${password.length} ${password}${credentials}`).toString("base64");
    if ((this.#verified.get(digest) ?? 0) > this.#clock.monotonic()) return "in";
    if (!this.#isRight(credentials, password)) {
      this.#wrong.count(address);
      return "wrong";
    }
    this.#remember(digest);
    return "in";
  }

  #isRight(credentials: string, password: string): boolean {
    const words = Buffer.from(credentials, "base64");
    const colon = words.indexOf(":");
    // Digests have one length, whatever was said.
    return colon >= 0 && timingSafeEqual(this.#digest(words.subarray(colon + 1)), this.#digest(password));
  }

  #remember(digest: string): void {
    this.#verified.delete(digest);
    this.#verified.set(digest, this.#clock.monotonic() + limits.verifiedMsMax);
    if (this.#verified.size <= limits.verifiedHeadersMax) return;
    for (const [oldest] of this.#verified) return void this.#verified.delete(oldest);
  }

  #digest(text: string | Uint8Array): Buffer {
    return createHmac("sha256", this.#secret).update(text).digest();
  }
}
