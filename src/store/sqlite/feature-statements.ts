import type { Database } from "bun:sqlite";
import type { BatchRow } from "./batch-rows.ts";
import type { tracks } from "./feature-schema.ts";

type Values = Record<string, string | number>;

/** A row of `tracks`. */
export type TrackRow = typeof tracks.$inferSelect;

const batchColumns = `bid, parent, level, description, created, callbacks, is_open AS isOpen, total, pending, failed, lost, has_died AS hasDied,
  complete_holds AS completeHolds, success_holds AS successHolds, complete, success, death, until`;

/** The statements of pages that show the features (spec §6). */
export type FeatureStatements = ReturnType<typeof featureStatements>;

/** Prepares them on a connection that only reads. */
export function featureStatements(db: Database) {
  return {
    ...batchStatements(db),
    cronRuns: db.prepare<{ id: number; name: string; at: number; jid: string; standing: string; changed: number }, [Values]>(
      "SELECT id, name, at, jid, standing, changed FROM cron_runs WHERE name = $name ORDER BY id DESC LIMIT $limit",
    ),
    cronOf: db.prepare<{ name: string }, [Values]>("SELECT name FROM cron_runs WHERE id = $id"),
    lock: db.prepare<{ until: number }, [Values]>("SELECT until FROM locks WHERE id = $id"),
    track: db.prepare<TrackRow, [Values]>("SELECT * FROM tracks WHERE jid = $jid"),
  };
}

function batchStatements(db: Database) {
  // A long set is looked at from its end, so that no page costs more for it.
  const failedOf = (set: "retries" | "dead") =>
    db.prepare<{ at: number; id: number }, [Values]>(
      `SELECT s.at, s.id FROM (SELECT at, id, traits FROM ${set} WHERE id > $floor ORDER BY at DESC, id DESC LIMIT $lookedMax) s
       JOIN batch_jobs b ON b.id = s.id WHERE s.traits & $trait != 0 AND b.bid = $bid LIMIT $limit`,
    );
  return {
    batch: db.prepare<BatchRow, [Values]>(`SELECT ${batchColumns} FROM batches WHERE bid = $bid`),
    batchesFrom: db.prepare<BatchRow & { isWithin: number }, [Values]>(
      `SELECT ${batchColumns}, EXISTS (SELECT 1 FROM batches p WHERE p.bid = b.parent) AS isWithin FROM batches b
       WHERE (until, bid) < ($until, $bid) ORDER BY until DESC, bid DESC LIMIT $limit`,
    ),
    childrenOf: db.prepare<BatchRow, [Values]>(`SELECT ${batchColumns} FROM batches WHERE parent = $bid LIMIT $limit`),
    childCount: db.prepare<{ count: number }, [Values]>(
      "SELECT count(*) AS count FROM (SELECT 1 FROM batches WHERE parent = $bid LIMIT $limit)",
    ),
    batchOfJob: db.prepare<{ bid: string }, [Values]>("SELECT bid FROM batch_jobs WHERE id = $id"),
    callOfJob: db.prepare<{ bid: string; kind: string }, [Values]>("SELECT bid, kind FROM batch_calls WHERE id = $id"),
    callsOf: db.prepare<{ id: number; kind: string }, [Values]>(
      "SELECT id, kind FROM (SELECT * FROM batch_calls ORDER BY id DESC LIMIT $lookedMax) WHERE bid = $bid",
    ),
    waitingOf: db.prepare<{ kind: string; job: Uint8Array }, [Values]>("SELECT kind, job FROM batch_callbacks WHERE bid = $bid"),
    failedOf: { retries: failedOf("retries"), dead: failedOf("dead") },
  };
}
