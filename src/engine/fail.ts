import type { Engine } from "../assemble.ts";
import { afterFailure, type FailureReport } from "../job/failure.ts";
import type { Random } from "../random.ts";
import { ok, refuse } from "../result.ts";
import type { HeldJob } from "../store/ports/jobs.ts";
import type { Store, Tx } from "../store/store.ts";
import { move } from "./move.ts";
import { printable } from "./printable.ts";

/** §3 FAIL: the job goes where its retries lead (§2). Refused where nobody holds the jid. */
export function fail({ store, random }: { store: Store; random: Random }): Engine["fail"] {
  return (jid, wid, report) =>
    store.transact("synced", async (tx) => {
      // As with ACK: another work may settle the reservation that was found, then the next of this jid is taken.
      for (;;) {
        const held = await tx.jobs.held(jid, wid);
        if (held === undefined) return refuse(`Job not found ${printable(jid)}`);
        if (await settleFailed(tx, { verb: "fail", held, report, random })) return ok(undefined);
      }
    });
}

interface FailedRun {
  readonly verb: "fail" | "expire";
  readonly held: HeldJob;
  readonly report: FailureReport;
  readonly random: Random;
}

/** Moves a job whose run failed to where its retries lead (spec §2): retries, dead or gone. False where it is no longer held. */
export function settleFailed(tx: Tx, { verb, held, report, random }: FailedRun): Promise<boolean> {
  const { place, at, failure } = afterFailure(held, report, tx.now, (limit) => random.below(limit));
  return move(tx, verb, held, place === "gone" ? { place } : { place, at, failure });
}
