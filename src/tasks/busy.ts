import type { Task } from "./task.ts";

/** Jobs whose reservation ran out fail (spec §4: within 1 s). */
export const busy: Task = { name: "busy", everyMs: 250, run: ({ engine }) => engine.timed.expireLeases() };
