import type { CronEntry } from "../../config/cron.ts";
import type { Micros } from "../../job/facts.ts";

/** A tick older than that is not made up for (spec §6). */
const freshMicros = 3_600_000_000;
/** From then on a tick was missed, and of several that were the last one counts. */
const lateMicros = 60_000_000;

/** What time it is: by the wall, and by the clock that no jump moves (spec §4). */
export interface Now {
  readonly now: Micros;
  readonly steady: Micros;
}

/** By which of them an entry runs: `@every` is a duration, all others are times of the day. */
export function timeOf({ schedule }: CronEntry, { now, steady }: Now): Micros {
  return schedule.kind === "every" ? steady : now;
}

/** When an entry is due whose last tick was `seen`: a tick that was missed and is fresh is due at once. */
export function nextTick({ schedule }: CronEntry, seen: Micros, now: Micros): Micros {
  if (schedule.kind === "every") return seen + schedule.micros;
  const missed = schedule.latest(now);
  if (missed !== undefined && missed > seen && now - missed < freshMicros) return missed;
  return schedule.next(Math.max(now, seen)) ?? Infinity;
}

/** The last tick of a calendar that was missed and is too old to be made up for; an `@every` is found when its tick is taken. */
export function missedTick({ schedule }: CronEntry, seen: Micros, now: Micros): Micros | undefined {
  const last = schedule.kind === "every" ? undefined : schedule.latest(now);
  return last !== undefined && last > seen && now - last >= freshMicros ? last : undefined;
}

/** A tick of an entry that was due at `next`: undefined where it is too old to be made up for. */
export interface Tick {
  readonly seen: Micros | undefined;
  /** When the entry is due next. */
  readonly next: Micros;
}

/** What becomes of an entry that was due at `next`, which has come: ticks that were missed since run once, the last of them. */
export function takeTick({ schedule }: CronEntry, next: Micros, now: Micros): Tick {
  const isLate = now - next > lateMicros;
  if (schedule.kind === "calendar") {
    const seen = isLate ? (schedule.latest(now) ?? next) : next;
    return { seen: now - seen < freshMicros ? seen : undefined, next: schedule.next(Math.max(seen, isLate ? now : seen)) ?? Infinity };
  }
  const due = next + Math.floor((now - next) / schedule.micros) * schedule.micros;
  if (now - due >= freshMicros) return { seen: undefined, next: due + schedule.micros };
  // It counts from its last run; one in time doesn't drift.
  const seen = isLate ? now : due;
  return { seen, next: seen + schedule.micros };
}
