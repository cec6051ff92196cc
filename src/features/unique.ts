import type { Feature, Move } from "../engine/feature.ts";
import type { Micros } from "../job/facts.ts";
import { readFactsWithCustom } from "../job/stored.ts";
import { trait } from "../job/traits.ts";
import { uniqueKey } from "../job/unique-key.ts";
import type { Refusal } from "../result.ts";
import type { StoredJob } from "../store/ports/jobs.ts";
import type { Tx } from "../store/store.ts";

const notUnique: Refusal = { ok: false, code: "NOTUNIQUE", message: "Job not unique" };

/**
 * §6 Unique: a job with `unique_for` holds a lock, and none like it is taken meanwhile. Retries hold it. Only its holder gives it back:
 * when it is acked, or handed out (`unique_until` "start"), when it dies or is removed; or the lock lapses.
 */
export const unique: Feature = {
  traits: trait.unique,
  admit: async (tx, { id, facts, payload, scheduledAt }) => {
    const delay = scheduledAt === undefined ? 0 : scheduledAt - tx.now;
    const isTaken = await tx.locks.take(uniqueKey(facts, payload), id, lapsesAt(tx, facts.custom?.uniqueFor, delay));
    return isTaken ? undefined : notUnique;
  },
  moved: async (tx, job, move) => {
    if (isFreedBy(move, job)) await tx.locks.release(job.id);
    else if (move.verb === "requeue" && move.from === "dead") await takeAgain(tx, job);
  },
};

function isFreedBy({ verb, to }: Move, job: StoredJob): boolean {
  return to === "gone" || to === "dead" || (verb === "reserve" && (job.traits & trait.untilStart) !== 0);
}

/** When a lock lapses that is taken now (spec §6: of a scheduled job its delay more). */
function lapsesAt(tx: Tx, uniqueFor: number | undefined, delay: Micros): Micros {
  return Math.min(tx.steady + delay + Math.ceil((uniqueFor ?? 0) * 1_000_000), Number.MAX_SAFE_INTEGER);
}

/** It runs in any case; with its lock, where that is free and its bytes still tell which. */
async function takeAgain(tx: Tx, job: StoredJob): Promise<void> {
  const stored = await tx.lists.read(job);
  if (stored === undefined || stored.isCorrupt) return;
  const facts = readFactsWithCustom(stored.payload);
  await tx.locks.take(uniqueKey(facts, stored.payload), job.id, lapsesAt(tx, facts.custom?.uniqueFor, 0));
}
