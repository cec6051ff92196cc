import { randomBytes, randomInt } from "node:crypto";

/** The only source of chance, so that a test can fix it. */
export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  /** That many random bytes, fit for secrets. */
  bytes(count: number): Uint8Array;
}

/** The system's source of chance. */
export function systemRandom(): Random {
  return { below: (limit) => randomInt(limit), bytes: (count) => randomBytes(count) };
}
