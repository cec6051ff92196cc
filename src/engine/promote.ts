import { moveAll } from "./move-all.ts";
import type { EngineParts } from "./parts.ts";

/** §4: what is due in scheduled or retries enters its queue, the earliest first. Answers with the number of jobs that did. */
export function promote(parts: EngineParts, place: "scheduled" | "retries"): () => Promise<number> {
  return () =>
    moveAll(parts, {
      next: (tx, limit) => tx.jobs.due(place, tx.now, limit),
      move: (tx, job) => parts.move(tx, "promote", job, { place: "queued" }),
    });
}
