import type { Task } from "./task.ts";

/** Whether there is room on the disk for more jobs (spec §5 `min_free`). */
export const room: Task = { name: "room", everyMs: 1_000, run: ({ engine }) => engine.timed.checkRoom() };
