import type { Task } from "./task.ts";

/** Scheduled jobs that are due enter their queue (spec §4: within 1 s). */
export const scheduled: Task = { name: "scheduled", everyMs: 250, run: ({ engine }) => engine.timed.promoteScheduled() };
