import { timingSafeEqual } from "node:crypto";
import type { Clock } from "../clock.ts";
import { limits } from "../limits.ts";
import type { Log } from "../log.ts";
import type { Random } from "../random.ts";
import type { Challenge } from "../wire/hello.ts";
import { passwordHash } from "../wire/password.ts";

/** An answer to a challenge, to be checked. */
export interface Proof {
  readonly challenge: Challenge;
  readonly pwdhash: string;
  /** Whose it is, for the log. */
  readonly origin: string;
  /** Asked when it is its turn: nobody hashes for a connection that is closed. */
  isAwaited(): boolean;
}

interface Waiting extends Proof {
  readonly tell: (isRight: boolean) => void;
}

interface PasswordParts {
  readonly password: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const hashForm = /^[0-9a-f]{64}$/;
const roundsMin = 4_000;
const roundsMax = 8_095;

/** A wrong password is a warning once in that time, so that whoever sets up a worker finds it: more often it is a probe of the port. */
const warningMsMin = 60_000;

/**
 * Whether who connects knows the password (spec §1). A check takes up to 8,095 rounds of sha256, half a millisecond of the thread
 * that serves the commands: each turn of the event loop makes a few and leaves the others to the next, in the order they came.
 */
export class PasswordChecks {
  readonly #parts: PasswordParts;
  #waiting: Waiting[] = [];
  /** The end of the last turn that checked some. */
  #turnedAt = Number.NEGATIVE_INFINITY;
  #warnedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: PasswordParts) {
    this.#parts = parts;
  }

  /** What one connection is asked, and no other. */
  challenge(): Challenge {
    const { random } = this.#parts;
    const [first = 0, ...others] = random.bytes(8);
    // 63 bits: clients may read it as a signed integer.
    const salt = Buffer.from([first & 0x7f, ...others]).toString("hex");
    return { rounds: roundsMin + random.below(roundsMax - roundsMin + 1), salt };
  }

  /** Resolves in one of the next turns, with whether the proof is right. What can't be a hash is wrong at once. */
  check(proof: Proof): Promise<boolean> {
    if (!hashForm.test(proof.pwdhash)) {
      this.#warn(proof);
      return Promise.resolve(false);
    }
    return new Promise((tell) => {
      if (this.#waiting.push({ ...proof, tell }) === 1) setImmediate(() => this.#turn());
    });
  }

  #turn(): void {
    const { clock } = this.#parts;
    const now = clock.monotonic();
    // Short turns are those of a server that answers at once: there one check is much.
    const end = now + Math.min(limits.passwordMsPerTurn, (now - this.#turnedAt) * limits.passwordShareMax);
    let checked = 0;
    do {
      const next = this.#waiting[checked];
      if (next === undefined) break;
      checked += 1;
      if (next.isAwaited()) next.tell(this.#isRight(next));
      else next.tell(false);
    } while (clock.monotonic() < end);
    this.#turnedAt = clock.monotonic();
    this.#waiting = this.#waiting.slice(checked);
    if (this.#waiting.length > 0) setImmediate(() => this.#turn());
  }

  #isRight(proof: Proof): boolean {
    const { salt, rounds } = proof.challenge;
    const expected = passwordHash(this.#parts.password, salt, rounds);
    const isRight = timingSafeEqual(Buffer.from(expected), Buffer.from(proof.pwdhash));
    if (!isRight) this.#warn(proof);
    return isRight;
  }

  #warn({ origin }: Proof): void {
    const { clock, log } = this.#parts;
    if (clock.monotonic() - this.#warnedAt < warningMsMin) return;
    this.#warnedAt = clock.monotonic();
    log.warn(`a connection from ${origin} was sent away: its password is wrong or missing (said once a minute)`);
  }
}
