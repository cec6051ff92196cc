import type { Task } from "./task.ts";

/** The numbers of the last minutes, for whoever looks at a page next (spec §8). */
export const samples: Task = { name: "samples", everyMs: 1_000, run: ({ engine }) => engine.timed.takeSample() };
