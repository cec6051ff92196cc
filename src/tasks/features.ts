import type { Task } from "./task.ts";

/** What features do by the clock (spec §6): each says itself when it is next. */
export const features: Task = { name: "features", everyMs: 100, run: ({ engine }) => engine.timed.runFeatures() };
