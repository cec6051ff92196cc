import { Database } from "bun:sqlite";
import { join } from "node:path";

/** A job as it lies in the tables of a server that has ended. */
export interface StoredJob {
  readonly place: "queued" | "working" | "scheduled" | "retries" | "dead";
  readonly payload: string;
  readonly hasFailed: boolean;
}

/** What a storage holds, read past the server's own code. */
export interface Stored {
  readonly jobs: ReadonlyMap<string, StoredJob>;
  readonly processed: number;
  readonly failures: number;
  /** The queues that are paused. */
  readonly paused: readonly string[];
  /** MUTATEs that are under way. */
  readonly operations: number;
  /** What no storage may show, whatever happened: damage, a job in two places or in none. */
  readonly faults: readonly string[];
}

interface Row {
  readonly jid: string;
  readonly place: StoredJob["place"] | null;
  readonly payload: Uint8Array;
  readonly failure: string | null;
}

const sets = ["scheduled", "retries", "dead"].map((place) => `SELECT id, '${place}' AS place FROM ${place}`);

/** Where each job is. What FLUSH has dropped lies at or below the floor, what REMOVE has in a queue without a name: neither counts. */
const places = `SELECT q.id, 'queued' AS place FROM queued q JOIN queues n ON n.no = q.queue AND n.name IS NOT NULL
  UNION ALL SELECT id, 'working' FROM working UNION ALL ${sets.join(" UNION ALL ")}`;
const floor = "(SELECT coalesce(max(value), 0) FROM numbers WHERE name = 'floor')";
const removed = "(SELECT q.id FROM queued q JOIN queues n ON n.no = q.queue AND n.name IS NULL)";

/** Reads a storage directory that no server has open. */
export function readStored(directory: string): Stored {
  const db = new Database(join(directory, "millrace.db"));
  try {
    const faults = integrity(db).concat(homeless(db));
    const jobs = new Map<string, StoredJob>();
    const decoder = new TextDecoder("utf-8", { fatal: true });
    const rows = db.query<Row, []>(
      `SELECT j.jid, p.place, j.payload, f.failure FROM jobs j
       LEFT JOIN (${places}) p ON p.id = j.id LEFT JOIN failures f ON f.id = j.id WHERE j.id > ${floor} AND j.id NOT IN ${removed}`,
    );
    for (const { jid, place, payload, failure } of rows.all()) {
      if (place === null) faults.push(`${jid} is in no place`);
      else if (jobs.has(jid)) faults.push(`${jid} is in ${place} and in ${jobs.get(jid)?.place}`);
      else jobs.set(jid, { place, payload: decoder.decode(payload), hasFailed: failure !== null });
    }
    const sums = db.query<{ processed: number; failures: number }, []>(
      "SELECT coalesce(sum(processed), 0) AS processed, coalesce(sum(failures), 0) AS failures FROM history",
    );
    const paused = db.query<{ name: string }, []>("SELECT name FROM queues WHERE paused = 1 AND name IS NOT NULL").all();
    const operations = db.query<{ count: number }, []>("SELECT count(*) AS count FROM operations").get()?.count ?? 0;
    return { jobs, faults, operations, paused: paused.map(({ name }) => name), ...(sums.get() ?? { processed: 0, failures: 0 }) };
  } finally {
    db.close();
  }
}

function integrity(db: Database): string[] {
  const rows = db.query<{ integrity_check: string }, []>("PRAGMA integrity_check").all();
  return rows.map((row) => row.integrity_check).filter((text) => text !== "ok");
}

/** Rows that belong to no job. */
function homeless(db: Database): string[] {
  const rows = db.query<{ id: number; place: string }, []>(
    `SELECT * FROM (${places} UNION ALL SELECT id, 'failures' FROM failures) WHERE id > ${floor} AND id NOT IN (SELECT id FROM jobs)`,
  );
  return rows.all().map(({ id, place }) => `${place} has a row of job ${id}, which has no bytes`);
}
