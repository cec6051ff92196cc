import type { Clock } from "../clock.ts";

/** Whether the time of a step is over. */
export type IsOver = () => boolean;

/** Gives a step that long, from now on: asked after each job, so that one job at least is done. */
export function within(clock: Clock, milliseconds: number): IsOver {
  const end = clock.monotonic() + milliseconds;
  return () => clock.monotonic() >= end;
}
