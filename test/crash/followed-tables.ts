import { Database } from "bun:sqlite";
import { join } from "node:path";
import { trait } from "../../src/job/traits.ts";
import { databaseName } from "../../src/store/sqlite/database.ts";
import { featureFaults } from "../../src/store/sqlite/feature-checks.ts";

/** A batch as its row says it is; a callback is 0 pending, 1 enqueued, 2 succeeded. */
export interface BatchRow {
  readonly bid: string;
  readonly isOpen: 0 | 1;
  readonly total: number;
  readonly pending: number;
  readonly failed: number;
  readonly complete: number;
  readonly success: number;
}

/** A job or a callback of a batch that is not gone, also where a REMOVE has left it to be swept: it still counts. */
export interface MemberRow {
  readonly jid: string;
  readonly place: string;
  readonly hasFailed: 0 | 1;
}

/** Batches and what belongs to them, as they lie in the tables at one moment. */
export interface BatchTables {
  readonly batches: ReadonlyMap<string, BatchRow>;
  readonly members: ReadonlyMap<string, readonly MemberRow[]>;
  readonly faults: readonly string[];
}

const places = ["queued", "working", "scheduled", "retries", "dead"].map((place) => `SELECT id, '${place}' AS place FROM ${place}`);
const membersSql = `SELECT j.jid, p.place, f.id IS NOT NULL AS hasFailed FROM jobs j JOIN (${places.join(" UNION ALL ")}) p ON p.id = j.id
  LEFT JOIN failures f ON f.id = j.id WHERE j.traits & ${trait.batched | trait.callback} <> 0
  AND j.id > (SELECT coalesce(max(value), 0) FROM numbers WHERE name = 'floor')`;
const batchesSql = "SELECT bid, is_open AS isOpen, total, pending, failed, complete, success FROM batches";

/** Reads them past the server's own code, whether or not it runs. */
export function readBatchTables(directory: string): BatchTables {
  const db = new Database(join(directory, databaseName), { readonly: true });
  try {
    // one transaction, so one moment
    return db.transaction(() => ({
      batches: new Map(
        db
          .query<BatchRow, []>(batchesSql)
          .all()
          .map((row) => [row.bid, row]),
      ),
      members: Map.groupBy(db.query<MemberRow, []>(membersSql).all(), ({ jid }) => jid),
      faults: featureFaults(db),
    }))();
  } finally {
    db.close();
  }
}
