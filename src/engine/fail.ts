import { cutCharacters } from "../job/cut.ts";
import type { Micros } from "../job/facts.ts";
import { afterFailure, type Failure, type FailureReport } from "../job/failure.ts";
import { readFactsWithCustom } from "../job/stored.ts";
import { trait } from "../job/traits.ts";
import { limits } from "../limits.ts";
import { ok, refuse } from "../result.ts";
import type { Attempt, HeldJob } from "../store/ports/jobs.ts";
import type { Tx } from "../store/store.ts";
import type { EngineParts } from "./parts.ts";
import { printable } from "./printable.ts";
import type { Verbs } from "./verbs.ts";

/** §3 FAIL: the job goes where its retries lead (§2). Refused where nobody holds the jid. */
export function fail(parts: EngineParts): Verbs["fail"] {
  const { store } = parts;
  return (jid, wid, report) =>
    store.transact("synced", async (tx) => {
      // As with ACK: another work may settle the reservation that was found, then the next of this jid is taken.
      for (;;) {
        const held = await tx.jobs.held(jid, wid);
        if (held === undefined) return refuse(`Job not found ${printable(jid)}`);
        if (await settleFailed(tx, parts, { verb: "fail", held, report })) return ok(undefined);
      }
    });
}

interface FailedRun {
  readonly verb: "fail" | "expire";
  readonly held: HeldJob;
  readonly report: FailureReport;
}

/** Moves a job whose run failed to where its retries lead (spec §2): retries, dead or gone. False where it is no longer held. */
export async function settleFailed(tx: Tx, { random, move }: EngineParts, { verb, held, report }: FailedRun): Promise<boolean> {
  const failing = (held.traits & trait.ownBackoff) === 0 ? held : { ...held, backoff: await backoffOf(tx, held) };
  const { place, at, failure } = afterFailure(failing, report, tx.now, (limit) => random.below(limit));
  return move(tx, verb, held, place === "gone" ? { place, failure } : { place, at, failure, attempt: attemptOf(held, failure, tx.now) });
}

/** The run that has just failed, as it is kept for the pages (dashboard: attempts). */
function attemptOf(held: HeldJob, { retryCount, errtype, message }: Failure, now: Micros): Attempt {
  const ranMs = Math.max(0, Math.round((now - held.at) / 1_000));
  return {
    no: retryCount + 1,
    at: now,
    ranMs,
    wid: held.wid,
    errtype,
    message: cutCharacters(message, limits.attemptMessageCharactersMax),
  };
}

/** What it said at its push; nothing where its bytes have changed since. */
async function backoffOf(tx: Tx, held: HeldJob): Promise<readonly number[] | undefined> {
  const stored = await tx.lists.read(held);
  return stored === undefined || stored.isCorrupt ? undefined : readFactsWithCustom(stored.payload).custom?.backoff;
}
