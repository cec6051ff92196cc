import { limits } from "../limits.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { moveAll } from "./move-all.ts";
import { move } from "./move.ts";

const keptMicros = limits.deadDaysMax * 86_400_000_000;

/** §4: dead jobs go after 180 days. Answers with the number of jobs that went. */
export function purgeDead(parts: { store: Store; clock: Clock }): () => Promise<number> {
  return () =>
    moveAll(parts, {
      next: (tx, limit) => tx.jobs.due("dead", tx.now - keptMicros, limit),
      move: (tx, job) => move(tx, "purge", job, { place: "gone" }),
    });
}
