import type { Task } from "./task.ts";

/** Dead jobs go after 180 days (spec §4). */
export const dead: Task = { name: "dead", everyMs: 60_000, run: ({ engine }) => engine.timed.purgeDead() };
