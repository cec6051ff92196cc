import type { Database } from "bun:sqlite";
import type { SetName } from "../../job/lifecycle.ts";
import { featureStatements } from "./feature-statements.ts";

/** The values of a statement, by the names of its placeholders. */
type Values = Record<string, string | number>;

/** Where a job of a list stands: a time and an id, or a seq, an id and the time it entered. */
export interface SetKey {
  at: number;
  id: number;
}

/** The same in a queue. */
export interface QueueKey {
  seq: number;
  id: number;
  since: number;
}

/** A job's own row as a list shows it. */
export interface DetailsRow {
  jid: string;
  jobtype: string;
  queue: string;
  bytes: number;
  payload: Uint8Array | null;
  failure: string | null;
}

/** The columns of a search: place in the list, id, jid, type, queue; of a set the number it entered with. */
export type SearchRow = [place: number, id: number, jid: string | null, jobtype: string | null, queue: string, entered: number];

/** Every statement of pages, prepared once on a connection that only reads. */
export type ReadStatements = ReturnType<typeof prepareReads>;

/** Prepares them. */
export function prepareReads(db: Database) {
  return {
    number: db.prepare<{ value: number }, [Values]>("SELECT value FROM numbers WHERE name = $name"),
    queueNo: db.prepare<{ no: number }, [Values]>("SELECT no FROM queues WHERE name = $name"),
    first: {
      queue: queueRange(db, "first"),
      scheduled: setRange(db, "scheduled", "first"),
      retries: setRange(db, "retries", "first"),
      dead: setRange(db, "dead", "first"),
    },
    last: {
      queue: queueRange(db, "last"),
      scheduled: setRange(db, "scheduled", "last"),
      retries: setRange(db, "retries", "last"),
      dead: setRange(db, "dead", "last"),
    },
    details: db.prepare<DetailsRow, [Values]>(
      `SELECT j.jid, j.jobtype, j.queue, length(j.payload) AS bytes, CASE WHEN length(j.payload) <= $bytesMax THEN j.payload END AS payload,
       f.failure FROM jobs j LEFT JOIN failures f ON f.id = j.id WHERE j.id = $id`,
    ),
    whole: db.prepare<{ payload: Uint8Array; sum: number; traits: number }, [Values]>(
      "SELECT payload, sum, traits FROM jobs WHERE id = $id",
    ),
    ...featureStatements(db),
    ...jobStatements(db),
    ...serverStatements(db),
  };
}

/** Ranges of a queue, by seq, from a place on in one of the two directions. */
function queueRange(db: Database, order: "first" | "last") {
  const [beyond, sorted] = order === "first" ? [">", "ASC"] : ["<", "DESC"];
  const range = (no: string, seq: string) => `${no} = $no AND ${seq} ${beyond} $seq`;
  return {
    keys: db.prepare<QueueKey, [Values]>(
      `SELECT seq, id, since FROM queued WHERE ${range("queue", "seq")} ORDER BY seq ${sorted} LIMIT $limit OFFSET $skip`,
    ),
    search: db.prepare<unknown, [Values]>(
      `SELECT q.seq, q.id, j.jid, j.jobtype, $name, q.seq FROM queued q LEFT JOIN jobs j ON j.id = q.id
       WHERE ${range("q.queue", "q.seq")} ORDER BY q.seq ${sorted} LIMIT $limit`,
    ),
  };
}

/** Ranges of a set, by time; what FLUSH left below the floor is gone. */
function setRange(db: Database, set: SetName, order: "first" | "last") {
  const [beyond, sorted] = order === "first" ? [">", "ASC"] : ["<", "DESC"];
  const range = `FROM ${set} WHERE (at, id) ${beyond} ($at, $id) AND id > $floor ORDER BY at ${sorted}, id ${sorted} LIMIT $limit`;
  return {
    keys: db.prepare<SetKey, [Values]>(`SELECT at, id ${range} OFFSET $skip`),
    search: db.prepare<unknown, [Values]>(`SELECT at, id, jid, jobtype, queue, entered ${range}`),
  };
}

function jobStatements(db: Database) {
  const inSet = (set: SetName) => db.prepare<SetKey, [Values]>(`SELECT at, id FROM ${set} WHERE at = $at AND id = $id`);
  const keyed = (set: SetName) =>
    db.prepare<SetKey, [Values]>(`SELECT at, id FROM ${set} WHERE at = $at AND jid = $jid AND id > $floor ORDER BY id LIMIT 1`);
  return {
    inSet: { scheduled: inSet("scheduled"), retries: inSet("retries"), dead: inSet("dead") },
    keyed: { scheduled: keyed("scheduled"), retries: keyed("retries"), dead: keyed("dead") },
    inQueue: db.prepare<QueueKey, [Values]>("SELECT seq, id, since FROM queued WHERE queue = $no AND seq = $seq AND id = $id"),
    reserved: db.prepare<{ wid: string; since: number; until: number }, [Values]>("SELECT wid, since, until FROM working WHERE id = $id"),
    attempts: db.prepare<{ no: number; at: number; ranMs: number; wid: string; errtype: string; message: string }, [Values]>(
      "SELECT no, at, ran_ms AS ranMs, wid, errtype, message FROM attempts WHERE id = $id ORDER BY no",
    ),
  };
}

function serverStatements(db: Database) {
  const running = (where: string) =>
    db.prepare<{ id: number; jid: string | null; traits: number | null }, [Values]>(
      `SELECT w.id, j.jid, j.traits FROM working w LEFT JOIN jobs j ON j.id = w.id ${where} ORDER BY w.since, w.id LIMIT $limit OFFSET $skip`,
    );
  const operation = "SELECT o.no, cmd, target, by, state, started, ended, done, looked, total, substr(f.filter, 1, $filterMax) AS filter";
  return {
    running: running(""),
    runningOf: running("WHERE w.wid = $wid"),
    heldNow: running("WHERE w.id = $id"),
    busy: db.prepare<{ wid: string; count: number }, []>("SELECT wid, count(*) AS count FROM working GROUP BY wid"),
    history: db.prepare<{ day: string; processed: number; failures: number }, [Values]>(
      "SELECT * FROM history ORDER BY day DESC LIMIT $days",
    ),
    operations: db.prepare<OperationRow, [Values]>(
      `${operation} FROM operations o LEFT JOIN operation_filters f ON f.no = o.no WHERE state = 'running' OR ended >= $since ORDER BY state = 'running' DESC, o.no DESC LIMIT $limit`,
    ),
    operation: db.prepare<OperationRow, [Values]>(
      `${operation} FROM operations o LEFT JOIN operation_filters f ON f.no = o.no WHERE o.no = $no AND (state = 'running' OR ended >= $since)`,
    ),
  };
}

/** A wide action as it is stored. */
export interface OperationRow {
  no: number;
  cmd: string;
  target: string;
  by: string;
  state: string;
  started: number;
  ended: number | null;
  done: number;
  looked: number;
  total: number;
  filter: string | null;
}
