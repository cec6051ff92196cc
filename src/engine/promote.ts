import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { moveAll } from "./move-all.ts";
import { move } from "./move.ts";

/** §4: what is due in scheduled or retries enters its queue, the earliest first. Answers with the number of jobs that did. */
export function promote(parts: { store: Store; clock: Clock }, place: "scheduled" | "retries"): () => Promise<number> {
  return () =>
    moveAll(parts, {
      next: (tx, limit) => tx.jobs.due(place, tx.now, limit),
      move: (tx, job) => move(tx, "promote", job, { place: "queued" }),
    });
}
