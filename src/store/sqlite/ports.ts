import type { Database } from "bun:sqlite";
import { drizzle } from "drizzle-orm/bun-sqlite";
import type { Tx } from "../store.ts";
import { sqliteBatches } from "./batches.ts";
import { sqliteCounters } from "./counters.ts";
import { sqliteCron } from "./cron.ts";
import { sqliteJobs } from "./jobs.ts";
import { sqliteLists } from "./lists.ts";
import { sqliteLocks } from "./locks.ts";
import type { Parts } from "./memory.ts";
import { sqliteNotes } from "./notes.ts";
import { sqliteOperations } from "./operations.ts";
import { sqliteQueues } from "./queues.ts";
import { sqliteSlots } from "./slots.ts";
import { sqliteTracks } from "./tracks.ts";
import { sqliteWorkers } from "./workers.ts";

/** The ports of a transaction, without what belongs to the turn. */
export type Ports = Omit<Tx, "now" | "steady" | "afterCommit" | "tell">;

/** All ports on SQLite; those of the features prepare their own statements. */
export function portsOf(parts: Parts, database: Database): Ports {
  const db = drizzle(database);
  return {
    jobs: sqliteJobs(parts),
    queues: sqliteQueues(parts),
    counters: sqliteCounters(parts),
    lists: sqliteLists(parts),
    operations: sqliteOperations(parts),
    locks: sqliteLocks(parts, database),
    notes: sqliteNotes(parts, db),
    slots: sqliteSlots(parts, db),
    workers: sqliteWorkers(parts),
    batches: sqliteBatches(parts, db),
    tracks: sqliteTracks(parts, db),
    cron: sqliteCron(parts, db),
  };
}
