import type { FailureReport } from "../job/failure.ts";
import { settleFailed } from "./fail.ts";
import { moveAll } from "./move-all.ts";
import type { EngineParts } from "./parts.ts";

const report: FailureReport = { errtype: "ReservationExpired", message: "Faktory job reservation expired" };

/** §4: a job whose lease has run out fails. Answers with the number of jobs that did. */
export function expireLeases(parts: EngineParts): () => Promise<number> {
  return () =>
    moveAll(parts, {
      next: (tx, limit) => tx.jobs.lapsed(limit),
      move: (tx, held) => settleFailed(tx, parts, { verb: "expire", held, report }),
    });
}
