import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { Random } from "../../src/random.ts";
import { databaseName } from "../../src/store/sqlite/database.ts";
import type { Journal } from "./journal.ts";

const lookEveryMs = 20;
const patienceMs = 10_000;

const underWay = `SELECT (SELECT count(*) FROM operations WHERE state = 'running') AS operations, (SELECT count(*) FROM working WHERE until < $now) AS lapsed,
  (SELECT count(*) FROM scheduled WHERE at < $now AND id > floor) + (SELECT count(*) FROM retries WHERE at < $now AND id > floor) AS due,
  (SELECT count(*) FROM queues WHERE name IS NULL) AS removed, floor
  FROM (SELECT coalesce(max(value), 0) AS floor FROM numbers WHERE name = 'floor')`;

/** Waits until a server has finished, in its tables, what was under way: MUTATEs, sweeps, what is due, leases that ran out. */
export async function comeToRest(directory: string): Promise<void> {
  const db = new Database(join(directory, databaseName), { readonly: true });
  try {
    const until = performance.now() + patienceMs;
    for (;;) {
      const left = db.query<Record<string, number>, { $now: number }>(underWay).get({ $now: Date.now() * 1_000 }) ?? {};
      if (Object.values(left).every((count) => count === 0)) return;
      if (performance.now() > until) throw new Error(`the server does not finish: ${JSON.stringify(left)}`);
      await Bun.sleep(lookEveryMs);
    }
  } finally {
    db.close();
  }
}

/** While no server runs: the leases of a third of the jobs that somebody holds ran out. Answers with their number. */
export function letLeasesLapse(directory: string, journal: Journal, random: Random): number {
  const lapsed = journal.held().filter(() => random.below(3) === 0);
  const db = new Database(join(directory, databaseName));
  try {
    const update = db.prepare<unknown, [string]>("UPDATE working SET until = 1 WHERE id IN (SELECT id FROM jobs WHERE jid = ?)");
    db.transaction(() => {
      for (const { jid } of lapsed) update.run(jid);
    })();
  } finally {
    db.close();
  }
  // the server will fail them
  for (const job of lapsed) {
    journal.settled(job, "fail");
    job.hasLapsed = true;
  }
  return lapsed.length;
}
