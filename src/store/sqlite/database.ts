import { Database } from "bun:sqlite";
import { join } from "node:path";

/** The file that holds everything, in the storage directory. */
export const databaseName = "millrace.db";

/**
 * Opens the database with the settings the store stands on. WAL with synchronous NORMAL: SQLite itself syncs only around
 * checkpoints, the store syncs the log before it answers. Checkpoints run when `checkpoint.ts` says so, never inside a COMMIT.
 */
export function openDatabase(directory: string): Database {
  const db = new Database(join(directory, databaseName), { create: true, strict: true });
  configure(db);
  db.run("PRAGMA temp_store = memory");
  return db;
}

/** What every connection to the file sets, the checkpoint's as well: synchronous OFF on one of them would void the promise of all. */
export function configure(db: Database): void {
  db.run("PRAGMA busy_timeout = 5000");
  db.run("PRAGMA page_size = 4096");
  db.run("PRAGMA journal_mode = WAL");
  db.run("PRAGMA synchronous = NORMAL");
  db.run("PRAGMA wal_autocheckpoint = 0");
}
