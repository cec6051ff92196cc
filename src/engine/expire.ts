import type { Clock } from "../clock.ts";
import type { FailureReport } from "../job/failure.ts";
import type { Random } from "../random.ts";
import type { Store } from "../store/store.ts";
import { settleFailed } from "./fail.ts";
import { moveAll } from "./move-all.ts";

const report: FailureReport = { errtype: "ReservationExpired", message: "Faktory job reservation expired" };

/** §4: a job whose lease has run out fails. Answers with the number of jobs that did. */
export function expireLeases({ store, clock, random }: { store: Store; clock: Clock; random: Random }): () => Promise<number> {
  return () =>
    moveAll(
      { store, clock },
      {
        next: (tx, limit) => tx.jobs.lapsed(limit),
        move: (tx, held) => settleFailed(tx, { verb: "expire", held, report, random }),
      },
    );
}
