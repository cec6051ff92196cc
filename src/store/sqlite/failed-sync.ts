import type { Database } from "bun:sqlite";

/** SQLITE_FCNTL_NULL_IO: the connection lets go of its file. Bun has no name for it. */
const letGo = 43;

/** Whether SQLite reports that one of its own syncs failed: as final as a failed one of ours (spec §5). */
export function isFailedSync(error: unknown): error is Error {
  return error instanceof Error && "code" in error && (error.code === "SQLITE_IOERR_FSYNC" || error.code === "SQLITE_IOERR_DIR_FSYNC");
}

/**
 * Takes the database file away from a connection, for good. After a failed sync the log is all there is to trust: but a process that
 * ends closes its databases, and SQLite then copies the log into the file and deletes it, with a sync that fails no more and only of
 * what it had not copied yet. (Within one log it copies nothing twice, so that pages a failed sync lost would be lost.)
 */
export function sever(db: Database): void {
  db.fileControl(letGo, null);
}
