import type { Task } from "./task.ts";

/** Failed jobs whose next try is due enter their queue (spec §4: within 1 s). */
export const retries: Task = { name: "retries", everyMs: 250, run: ({ engine }) => engine.timed.promoteRetries() };
