import { Database } from "bun:sqlite";
import { join } from "node:path";
import { trait } from "../../src/job/traits.ts";
import { limits } from "../../src/limits.ts";
import { featureFaults } from "../../src/store/sqlite/feature-checks.ts";
import { tickFaults } from "./ticks.ts";

/** A job as it lies in the tables of a server that has ended. */
export interface StoredJob {
  readonly place: "queued" | "working" | "scheduled" | "retries" | "dead";
  readonly payload: string;
  readonly hasFailed: boolean;
  /** Cron pushed it, no client. */
  readonly isOfCron: boolean;
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
  readonly traits: number;
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
    const faults = [...integrity(db), ...homeless(db), ...astray(db)];
    const jobs = new Map<string, StoredJob>();
    const decoder = new TextDecoder("utf-8", { fatal: true });
    const rows = db.query<Row, []>(
      `SELECT j.jid, j.traits, p.place, j.payload, f.failure FROM jobs j
       LEFT JOIN (${places}) p ON p.id = j.id LEFT JOIN failures f ON f.id = j.id WHERE j.id > ${floor} AND j.id NOT IN ${removed}`,
    );
    for (const { jid, traits, place, payload, failure } of rows.all()) {
      if (place === null) faults.push(`${jid} is in no place`);
      else if (jobs.has(jid)) faults.push(`${jid} is in ${place} and in ${jobs.get(jid)?.place}`);
      else jobs.set(jid, { place, payload: decoder.decode(payload), hasFailed: failure !== null, isOfCron: (traits & trait.cron) !== 0 });
    }
    const sums = db.query<{ processed: number; failures: number }, []>(
      "SELECT coalesce(sum(processed), 0) AS processed, coalesce(sum(failures), 0) AS failures FROM history",
    );
    const paused = db.query<{ name: string }, []>("SELECT name FROM queues WHERE paused = 1 AND name IS NOT NULL").all();
    const operations =
      db.query<{ count: number }, []>("SELECT count(*) AS count FROM operations WHERE state = 'running'").get()?.count ?? 0;
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

/** Job by job: what it asks of the features, and what they keep of it. */
const kept = `SELECT j.id, j.jid, j.traits, p.place, l.id AS lock, n.id AS note FROM jobs j JOIN (${places}) p ON p.id = j.id
  LEFT JOIN locks l ON l.id = j.id LEFT JOIN notes n ON n.id = j.id AND n.trait = ${trait.expiring} WHERE j.id > ${floor}`;
const isUntilSuccess = `traits & ${trait.unique | trait.untilStart} = ${trait.unique}`;

/** Locks and notes that a move left behind, or took without its job (spec §6: both in one transaction). */
function astray(db: Database): string[] {
  const find = (what: string, where: string, from = kept) =>
    db
      .query<{ jid: string | number }, []>(`SELECT jid FROM (${from}) WHERE ${where}`)
      .all()
      .map(({ jid }) => `${jid} ${what}`);
  return [
    ...find("lives without its lock", `${isUntilSuccess} AND place <> 'dead' AND lock IS NULL`),
    ...find("is dead and holds a lock", "place = 'dead' AND lock IS NOT NULL"),
    ...find("was handed out and holds a lock", `traits & ${trait.untilStart} AND place IN ('working', 'retries') AND lock IS NOT NULL`),
    ...find("has lost its note", `traits & ${trait.expiring} AND note IS NULL`),
    ...find("is gone and holds a lock", "1", "SELECT id AS jid FROM locks WHERE id NOT IN (SELECT id FROM jobs)"),
    ...find("is gone and has a note", "1", "SELECT id AS jid FROM notes WHERE id NOT IN (SELECT id FROM jobs)"),
    ...find("is flushed and holds a lock", "1", `SELECT id AS jid FROM locks WHERE id <= ${floor}`),
    ...find("has fewer hand-outs than jobs that are out", "1", missingHandouts),
    ...find("is of a batch that is not there", "1", "SELECT id AS jid FROM batch_jobs WHERE bid NOT IN (SELECT bid FROM batches)"),
    ...find("was pushed by cron and has no run", `traits & ${trait.cron} AND id NOT IN (SELECT id FROM cron_runs) AND ${isRemembered}`),
    ...find("is tracked elsewhere", `traits & ${trait.tracked} AND jid NOT IN (${tracked})`),
    ...featureFaults(db),
    ...tickFaults(db),
  ];
}

/** Unless an entry has so many newer runs that it remembers no older one. */
const isRemembered = `id >= (SELECT coalesce(max(first), 0) FROM
  (SELECT min(id) AS first FROM cron_runs GROUP BY name HAVING count(*) = ${limits.cronRunsKept}))`;

/** Jobs that are where their track says. */
const tracked = `SELECT t.jid FROM tracks t JOIN (${kept}) k ON k.jid = t.jid AND t.state = CASE k.place
  WHEN 'queued' THEN 'enqueued' WHEN 'scheduled' THEN 'enqueued' WHEN 'retries' THEN 'failed' ELSE k.place END`;

/** Of a queue with a rate each job that is out was counted in the transaction of its FETCH. */
const missingHandouts = `SELECT h.queue AS jid FROM (SELECT queue, count(*) AS count FROM handouts GROUP BY queue) h
  WHERE h.count < (SELECT count(*) FROM working w JOIN jobs j ON j.id = w.id WHERE j.queue = h.queue)`;
