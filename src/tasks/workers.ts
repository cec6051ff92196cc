import type { Task } from "./task.ts";

/** Workers without a BEAT for 60 s are gone (spec §3). */
export const workers: Task = { name: "workers", everyMs: 5_000, run: ({ engine }) => engine.timed.reapWorkers() };
