import { closeSync, fstatSync, fsyncSync, openSync, statSync, statfsSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { limits } from "../../limits.ts";
import { assert } from "../../result.ts";
import { databaseName } from "./database.ts";
import { syncDirectory } from "./directory.ts";

/** How much the log is lengthened by at a time: little enough to hold nothing up. */
const stepBytes = 1024 * 1024;

/**
 * Opens the write-ahead log for syncing, beside SQLite, once SQLite has written to it, and makes its name durable. Closing this
 * descriptor is harmless: SQLite's locks stand on the database and on its -shm file, not on the log.
 */
export function openLogFile(directory: string): number {
  const path = join(directory, `${databaseName}-wal`);
  const log = openSync(path, "r+");
  assert(fstatSync(log).ino === statSync(path).ino, "the log that is synced is not the log that SQLite writes");
  fsyncSync(log);
  syncDirectory(directory);
  syncDirectory(dirname(directory));
  return log;
}

/** The length the log is brought to: at most a quarter of the free space. */
export function logLengthFor(directory: string): number {
  const disk = statfsSync(directory);
  return Math.min(limits.logBytesAtStart, Math.floor((disk.bavail * disk.bsize) / 4));
}

/**
 * Makes the log longer by a step of zeros, true while it is shorter than `length`: overwriting a file syncs in 0.1 ms where growing it
 * takes 0.16. A frame of zeros is none, its checksum is wrong. Only this thread writes the log, so that its end is SQLite's end too.
 */
export function lengthenLog(log: number, length: number): boolean {
  const end = fstatSync(log).size;
  if (end >= length) return false;
  const step = new Uint8Array(Math.min(stepBytes, length - end));
  return end + writeSync(log, step, 0, step.length, end) < length;
}

/** Closes the log again. */
export function closeLogFile(log: number): void {
  closeSync(log);
}
