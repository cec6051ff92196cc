import { Database } from "bun:sqlite";
import { expect } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { assemble, type Engine } from "../../src/assemble.ts";
import type { Session } from "../../src/engine/session.ts";
import type { Admitted } from "../../src/job/admission.ts";
import { silentLog } from "../../src/log.ts";
import { databaseName } from "../../src/store/sqlite/database.ts";
import { openIn, temporaryDirectory } from "../store/sqlite/storage.ts";
import { fixedRandom } from "../support/fixed-random.ts";
import { manualClock, type ManualClock } from "../support/manual-clock.ts";

/** An engine on a storage that may have trouble. */
export interface FaultyBench {
  readonly engine: Engine;
  readonly clock: ManualClock;
  push(...jobs: readonly Admitted[]): Promise<void>;
  fetch(queues: readonly string[], session: Session): Promise<unknown>;
  /** Where each job is, as the tables have it: `queue place jid`, sorted. */
  places(): string[];
}

/** Runs `story` on one; at its end each job is in exactly one place and the memory of the store is what its tables say. */
export async function onFaultyBench(story: (bench: FaultyBench) => Promise<void>): Promise<void> {
  const directory = temporaryDirectory();
  const clock = manualClock();
  const store = openIn(directory, clock);
  const engine = assemble({ store, clock, random: fixedRandom(0), log: silentLog });
  try {
    await story({
      engine,
      clock,
      push: async (...jobs) => {
        await engine.pushMany(jobs);
      },
      fetch: (queues, session) => engine.fetch(queues, session),
      places: () => placesIn(directory),
    });
    expect(store.differencesFromRebuild()).toEqual([]);
  } finally {
    engine.stopWaiting();
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function placesIn(directory: string): string[] {
  const db = new Database(join(directory, databaseName), { readonly: true });
  try {
    const floor = "(SELECT coalesce(max(value), 0) FROM numbers WHERE name = 'floor')";
    const sets = ["scheduled", "retries", "dead"].map((set) => `SELECT queue, '${set}', jid FROM ${set} WHERE id > ${floor}`);
    const rows = db.query<Record<string, string>, []>(
      `SELECT q.name, 'queued', j.jid FROM queued JOIN queues q ON q.no = queued.queue JOIN jobs j ON j.id = queued.id WHERE q.name IS NOT NULL
       UNION ALL SELECT j.queue, 'working', j.jid FROM working w JOIN jobs j ON j.id = w.id UNION ALL ${sets.join(" UNION ALL ")}`,
    );
    return rows
      .values()
      .map((row) => row.join(" "))
      .sort();
  } finally {
    db.close();
  }
}
