import { closeSync, fstatSync, fsyncSync, openSync, statSync, statfsSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { limits } from "../../limits.ts";
import { assert } from "../../result.ts";
import { databaseName } from "./database.ts";
import { syncDirectory } from "./directory.ts";

/**
 * Opens the write-ahead log for syncing, beside SQLite, and makes it long with zeros (a frame of zeros is none: its checksum is
 * wrong): overwriting a file syncs in 0.1 ms where growing it takes 0.16. To be called once SQLite has written to the log.
 * Closing this descriptor is harmless: SQLite's locks stand on the database and on its -shm file, not on the log.
 */
export function openLogFile(directory: string): number {
  const path = join(directory, `${databaseName}-wal`);
  const log = openSync(path, "r+");
  assert(fstatSync(log).ino === statSync(path).ino, "the log that is synced is not the log that SQLite writes");
  const disk = statfsSync(directory);
  const length = Math.min(limits.logBytesAtStart, Math.floor((disk.bavail * disk.bsize) / 4));
  const zeros = new Uint8Array(1024 * 1024);
  for (let end = fstatSync(log).size; end < length;) end += writeSync(log, zeros, 0, Math.min(zeros.length, length - end), end);
  fsyncSync(log);
  syncDirectory(directory);
  syncDirectory(dirname(directory));
  return log;
}

/** Closes the log again. */
export function closeLogFile(log: number): void {
  closeSync(log);
}
