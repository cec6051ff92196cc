import type { Database } from "bun:sqlite";
import { trait } from "../../job/traits.ts";

/** Where each job is, in the words of TRACK and of cron's history. */
const standing = `SELECT id, 'enqueued' AS standing FROM queued UNION ALL SELECT id, 'enqueued' FROM scheduled
  UNION ALL SELECT id, 'working' FROM working UNION ALL SELECT id, 'failed' FROM retries UNION ALL SELECT id, 'dead' FROM dead`;
/** Not those that FLUSH or a REMOVE left to be swept. */
const jobs = `SELECT j.id, j.jid, j.traits, s.standing FROM jobs j JOIN (${standing}) s ON s.id = j.id
  WHERE j.id > (SELECT coalesce(max(value), 0) FROM numbers WHERE name = 'floor')
  AND j.id NOT IN (SELECT q.id FROM queued q JOIN queues n ON n.no = q.queue AND n.name IS NULL)`;

const checks: Readonly<Record<string, string>> = {
  "a batch counts other jobs than it has": `SELECT b.bid AS name FROM batches b
    LEFT JOIN (SELECT bid, sum(failed = 0) AS pending, sum(failed) AS failed FROM batch_jobs GROUP BY bid) j ON j.bid = b.bid
    WHERE b.pending <> coalesce(j.pending, 0) OR b.failed - b.lost <> coalesce(j.failed, 0) OR b.pending + b.failed > b.total`,
  "a batch holds a job that is gone": "SELECT id AS name FROM batch_jobs WHERE id NOT IN (SELECT id FROM jobs)",
  "a batch has lost a job": `SELECT jid AS name FROM (${jobs}) WHERE traits & ${trait.batched} AND id NOT IN (SELECT id FROM batch_jobs)`,
  "a callback is gone and not answered": "SELECT id AS name FROM batch_calls WHERE id NOT IN (SELECT id FROM jobs)",
  "a batch waits for other children than it has": `SELECT b.bid AS name FROM batches b
    LEFT JOIN (SELECT parent, sum(NOT (complete = 2 AND success <> 1)) AS complete, sum(success <> 2) AS success
      FROM batches WHERE parent IS NOT NULL GROUP BY parent) c ON c.parent = b.bid
    WHERE b.complete_holds < coalesce(c.complete, 0) OR b.success_holds < coalesce(c.success, 0)`,
  "a run of cron says something else than its job": `SELECT r.id AS name FROM cron_runs r JOIN (${jobs}) j ON j.id = r.id
    WHERE r.standing <> j.standing`,
  "a run of cron has lost its job": `SELECT id AS name FROM cron_runs
    WHERE standing IN ('enqueued', 'working') AND id NOT IN (SELECT id FROM jobs)`,
};

/** What batches and cron say that the jobs of the same storage don't (spec §6: both change in one transaction); nothing, unless there is a bug. */
export function featureFaults(db: Database): string[] {
  return Object.entries(checks).flatMap(([text, sql]) =>
    db
      .query<{ name: string | number }, []>(sql)
      .all()
      .map(({ name }) => `${text}: ${name}`),
  );
}
