import { limits } from "../limits.ts";
import { moveAll } from "./move-all.ts";
import type { EngineParts } from "./parts.ts";

const keptMicros = limits.deadDaysMax * 86_400_000_000;

/** §4: dead jobs go after 180 days. Answers with the number of jobs that went. */
export function purgeDead(parts: EngineParts): () => Promise<number> {
  return () =>
    moveAll(parts, {
      next: (tx, limit) => tx.jobs.due("dead", tx.now - keptMicros, limit),
      move: (tx, job) => parts.move(tx, "purge", job, { place: "gone" }),
    });
}
