import { limits } from "../limits.ts";

/** Seconds for which a job is reserved (spec §4): the default where it names none, which 0 does too, and never outside the bounds. */
export function leaseSeconds(reserveFor: number | undefined): number {
  const wished = reserveFor === undefined || reserveFor === 0 ? limits.reserveSecondsDefault : reserveFor;
  return Math.min(Math.max(wished, limits.reserveSecondsMin), limits.reserveSecondsMax);
}
