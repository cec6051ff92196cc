import type { Task } from "./task.ts";

/** A MUTATE that a stop or trouble with the storage left half done goes on (spec §3). */
export const operations: Task = { name: "operations", everyMs: 1_000, run: ({ engine }) => engine.timed.resumeOperations() };
