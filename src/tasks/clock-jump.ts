import type { Task, TaskParts } from "./task.ts";

/** A jump of the wall clock beyond this is worth a warning (spec §4). */
const jumpMsMax = 10_000;

/** Watches the wall clock beside the monotonic one, and warns when it was set (spec §4). */
export function clockJump(): Task {
  let offset: number | undefined;
  return {
    name: "clock",
    everyMs: 1_000,
    run: ({ clock, log }: TaskParts) => {
      const now = clock.wall() / 1_000 - clock.monotonic();
      const jump = now - (offset ?? now);
      offset = now;
      if (Math.abs(jump) <= jumpMsMax) return 0;
      const way = jump > 0 ? "forward" : "back";
      log.warn(`the system's clock jumped ${way} by ${Math.round(Math.abs(jump) / 1_000)} s; due times follow it, reservations don't`);
      return 0;
    },
  };
}
