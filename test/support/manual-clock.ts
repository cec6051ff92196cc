import type { Micros } from "../../src/job/facts.ts";
import type { Clock } from "../../src/clock.ts";

/** A clock that moves only when a test says so. */
export interface ManualClock extends Clock {
  /** Lets both clocks run on: each timer that falls due runs at its own moment, and what it starts settles before the next one. */
  advance(milliseconds: number): Promise<void>;
  /** Both clocks run on while no timer does, as when the server is held up; timers that fell due run at the next `advance`. */
  stall(milliseconds: number): void;
  /** Sets the wall clock off, as an operator or NTP would; durations go on as before. */
  jump(milliseconds: number): void;
  /** Waits, without moving, until works and promises that can go on have done so. */
  settled(): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly work: () => void;
}

/** 2026-01-15 12:00:00 UTC. */
export const noon: Micros = 1_768_478_400_000_000;

/** Turns of the event loop after which nothing moves any more that does not wait for a timer: a work takes two or three. */
const turnsToSettle = 12;

/** A manual clock (spec §4: all time comes in as an argument), from `wall` on. */
export function manualClock(wall: Micros = noon): ManualClock {
  let offset = wall;
  let now = 0;
  const timers = new Set<Timer>();

  async function settled(): Promise<void> {
    for (let turn = 0; turn < turnsToSettle; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  const nextUntil = (end: number) => {
    let next: Timer | undefined;
    for (const timer of timers) if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
    return next;
  };

  return {
    wall: () => offset + Math.round(now * 1_000),
    monotonic: () => now,
    after: (milliseconds, work) => {
      const timer = { at: now + milliseconds, work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: async (milliseconds) => {
      const end = now + milliseconds;
      await settled();
      for (let timer = nextUntil(end); timer !== undefined; timer = nextUntil(end)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.work();
        await settled();
      }
      now = Math.max(now, end);
    },
    stall: (milliseconds) => {
      now += milliseconds;
    },
    jump: (milliseconds) => {
      offset += milliseconds * 1_000;
    },
    settled,
  };
}
