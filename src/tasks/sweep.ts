import type { Task } from "./task.ts";

/** What QUEUE REMOVE and FLUSH dropped at once is taken off the disk bit by bit (spec §3). */
export const sweep: Task = { name: "sweep", everyMs: 250, run: ({ engine }) => engine.timed.sweep() };
