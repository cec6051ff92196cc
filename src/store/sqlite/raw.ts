import type { Database } from "bun:sqlite";
import { limits } from "../../limits.ts";
import type { Gate, Values } from "./gate.ts";

/** What a scan with bytes adds to a row: the job's own, null where they are long or its row is missing. */
interface RowBytes {
  payload?: Uint8Array | null;
  sum?: number | null;
  failure?: string | null;
}

/** A row of a set. */
export interface SetRow extends RowBytes {
  at: number;
  id: number;
  jid: string;
  jobtype: string;
  queue: string;
  entered: number;
  traits: number;
}

/** A row of a queue as lists and the sweep see it. */
export interface QueueRow extends RowBytes {
  seq: number;
  id: number;
  since: number;
  jid: string | null;
  jobtype: string | null;
  traits: number | null;
}

/** A row of a queue's head, with its job's bytes; they are null where the job's own row is missing, which only damage explains. */
export type HeadRow = Required<QueueRow>;

/** What Drizzle can't say, or says at twice the price on a path where it counts: SQL text, prepared at open. */
export type RawStatements = ReturnType<typeof prepareRaw>;

/** Prepares them on an open database; all but BEGIN, COMMIT and ROLLBACK pass the gate. */
export function prepareRaw(db: Database, gate: Gate) {
  const limited = "ORDER BY q.seq LIMIT $limit";
  return {
    begin: db.prepare("BEGIN IMMEDIATE"),
    commit: db.prepare("COMMIT"),
    rollback: db.prepare("ROLLBACK"),
    isInTransaction: () => db.inTransaction,
    /** What the database takes once the log is copied into it, and how much of that is emptied pages. */
    sizes: db.prepare<{ bytes: number; emptied: number }, []>(
      `SELECT page_count * page_size AS bytes, freelist_count * page_size AS emptied
       FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
    ),
    logFrames: db.prepare<{ log: number }, []>("PRAGMA wal_checkpoint(NOOP)"),
    checkpoint: db.prepare<{ busy: number; log: number; checkpointed: number }, []>("PRAGMA wal_checkpoint(PASSIVE)"),
    /** Sizes first: a window takes as many jobs as fit, and a payload may be 64 MiB long. */
    headSizes: gate.lister(
      db.prepare<{ seq: number; bytes: number | null }, [Values]>(
        `SELECT q.seq, length(j.payload) AS bytes FROM queued q LEFT JOIN jobs j ON j.id = q.id WHERE q.queue = $queue ${limited}`,
      ),
    ),
    head: gate.lister(
      db.prepare<HeadRow, [Values]>(
        `SELECT q.seq, q.id, q.since, j.jid, j.jobtype, j.traits, j.payload, j.sum, f.failure FROM queued q LEFT JOIN jobs j ON j.id = q.id
         LEFT JOIN failures f ON f.id = q.id WHERE q.queue = $queue ${limited}`,
      ),
    ),
    ...scans(db, gate),
    ...sweeps(db, gate),
  };
}

/** Ranges of the lists, bare and with the bytes of those that are short, and the bytes of one job. */
function scans(db: Database, gate: Gate) {
  const short = `CASE WHEN length(j.payload) <= ${limits.scanBytesMax} THEN j.payload END AS payload, j.sum, f.failure`;
  const [ofJob, ofFailure] = ["LEFT JOIN jobs j ON j.id = p.id", "LEFT JOIN failures f ON f.id = p.id"];
  const set = (table: string) => {
    const columns = "p.at, p.id, p.jid, p.jobtype, p.queue, p.entered, p.traits";
    const range = "WHERE (p.at, p.id) > ($at, $id) ORDER BY p.at, p.id LIMIT $limit";
    return {
      bare: gate.lister(db.prepare<SetRow, [Values]>(`SELECT ${columns} FROM ${table} p ${range}`)),
      withBytes: gate.lister(db.prepare<SetRow, [Values]>(`SELECT ${columns}, ${short} FROM ${table} p ${ofJob} ${ofFailure} ${range}`)),
    };
  };
  const columns = "p.seq, p.id, p.since, j.jid, j.jobtype, j.traits";
  const range = "WHERE p.queue = $no AND p.seq > $seq AND p.seq <= $freeze ORDER BY p.seq LIMIT $limit";
  return {
    scanSets: { scheduled: set("scheduled"), retries: set("retries"), dead: set("dead") },
    scanQueue: {
      bare: gate.lister(db.prepare<QueueRow, [Values]>(`SELECT ${columns} FROM queued p ${ofJob} ${range}`)),
      withBytes: gate.lister(db.prepare<QueueRow, [Values]>(`SELECT ${columns}, ${short} FROM queued p ${ofJob} ${ofFailure} ${range}`)),
    },
    readJob: gate.lister(
      db.prepare<{ payload: Uint8Array; sum: number; failure: string | null }, [Values]>(
        `SELECT j.payload, j.sum, f.failure FROM jobs j LEFT JOIN failures f ON f.id = j.id WHERE j.id = $id`,
      ),
    ),
  };
}

/** What REMOVE and FLUSH left behind, at most `limit` rows: of jobs which they are, since each may take long to delete. */
function sweeps(db: Database, gate: Gate) {
  const set = (table: string) =>
    gate.lister(
      db.prepare<{ id: number }, [Values]>(
        `DELETE FROM ${table} WHERE (at, id) IN (SELECT at, id FROM ${table} WHERE id <= $floor LIMIT $limit) RETURNING id`,
      ),
    );
  return {
    firstQueued: gate.lister(
      db.prepare<QueueRow & { queue: string | null }, [Values]>(
        `SELECT q.seq, q.id, q.since, j.jid, j.jobtype, j.queue, j.traits FROM queued q LEFT JOIN jobs j ON j.id = q.id
         WHERE q.queue = $no ORDER BY q.seq LIMIT $limit`,
      ),
    ),
    firstJobs: gate.lister(db.prepare<{ id: number }, [Values]>("SELECT id FROM jobs WHERE id <= $floor ORDER BY id LIMIT $limit")),
    sweepScheduled: set("scheduled"),
    sweepRetries: set("retries"),
    sweepDead: set("dead"),
  };
}
