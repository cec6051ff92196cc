import type { Clock } from "../clock.ts";
import { limits } from "../limits.ts";

/** Counts wrong passwords by address (spec §8, dashboard): so many a minute, and no password is looked at any more. */
export class WrongPasswords {
  readonly #clock: Clock;
  /** When the last ones came, the oldest first, at most as many as are allowed; the address that was wrong last stands last. */
  readonly #times = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get addressCount(): number {
    return this.#times.size;
  }

  /** Counts one more. */
  count(address: string): void {
    const key = networkOf(address);
    const times = this.#times.get(key) ?? [];
    times.push(this.#clock.monotonic());
    if (times.length > limits.wrongPasswordsMax) times.shift();
    this.#times.delete(key);
    this.#times.set(key, times);
    if (this.#times.size <= limits.wrongAddressesMax) return;
    for (const [oldest] of this.#times) return void this.#times.delete(oldest);
  }

  /** Milliseconds until one more is looked at; 0: now. */
  waitOf(address: string): number {
    const [oldest, ...others] = this.#times.get(networkOf(address)) ?? [];
    if (oldest === undefined || others.length + 1 < limits.wrongPasswordsMax) return 0;
    return Math.max(0, oldest + limits.wrongPasswordsMs - this.#clock.monotonic());
  }
}

/** A guest of IPv6 has 2^64 addresses, which therefore count as one. */
function networkOf(address: string): string {
  if (!address.includes(":") || address.startsWith("::ffff:")) return address;
  const [head = "", tail] = address.split("::");
  const [front, back] = [head.split(":").filter(Boolean), (tail ?? "").split(":").filter(Boolean)];
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  return [...front, ...Array<string>(Math.max(0, zeros)).fill("0"), ...back].slice(0, 4).join(":");
}
