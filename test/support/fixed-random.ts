import type { Random } from "../../src/random.ts";

/** Chance that a test knows: `below` answers the given rolls in turn, over and over, and bytes count up from 0. */
export function fixedRandom(...rolls: readonly number[]): Random {
  let next = 0;
  return {
    below: (limit) => {
      const roll = rolls[next % Math.max(1, rolls.length)] ?? 0;
      next += 1;
      return Math.min(roll, limit - 1);
    },
    bytes: (count) => Uint8Array.from({ length: count }, (_, index) => index % 256),
  };
}

/** The same with other bytes at each call, for what must be unlike all others: they go on counting. */
export function freshBytes(random: Random): Random {
  let next = 0;
  return {
    below: (limit) => random.below(limit),
    bytes: (count) =>
      Uint8Array.from({ length: count }, (_, index) => {
        // The first four bytes count the calls.
        if (index === 0) next += 1;
        return index < 4 ? (next >>> (8 * index)) & 255 : index;
      }),
  };
}

/** Chance from a seed, for runs that must be repeatable: a small generator (mulberry32), good enough for tests. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const word = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    below: (limit) => Math.floor((word() / 2 ** 32) * limit),
    bytes: (count) => Uint8Array.from({ length: count }, () => word() & 255),
  };
}
