import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync, statSync, statfsSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Clock } from "../../clock.ts";
import { limits } from "../../limits.ts";
import { assert } from "../../result.ts";
import { databaseName } from "./database.ts";
import { syncDirectory } from "./directory.ts";

/** How much the log is lengthened by at a time: little enough to hold nothing up. */
const stepBytes = 4 * 1024 * 1024;

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

/**
 * Writes the log over itself and syncs it, before SQLite reads it. After a failed sync the kernel may show pages that are not on the
 * disk and take them for written (spec §5). Copied into the database, with a hole left in the log, they would be taken back in part
 * by a power cut: it brings the log up to the hole back to light, and that lies over the newer database.
 */
export function rewriteLog(directory: string): void {
  const path = join(directory, `${databaseName}-wal`);
  if (!existsSync(path)) return;
  const log = openSync(path, "r+");
  const step = new Uint8Array(stepBytes);
  let at = 0;
  for (let length = readSync(log, step, 0, step.length, at); length > 0; length = readSync(log, step, 0, step.length, at)) {
    at += isZero(step.subarray(0, length)) ? length : writeSync(log, step, 0, length, at);
  }
  fsyncSync(log);
  closeSync(log);
}

const zeros = new Uint8Array(stepBytes);

function isZero(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, zeros.subarray(0, bytes.length)) === 0;
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
function lengthenLog(log: number, length: number): boolean {
  const end = fstatSync(log).size;
  if (end >= length) return false;
  const step = new Uint8Array(Math.min(stepBytes, length - end));
  return end + writeSync(log, step, 0, step.length, end) < length;
}

/** Does so step by step, so that the start doesn't wait for it; where the disk has no room the log stays as long as it is. */
export function lengthenInSteps(log: number, length: number, on: { clock: Clock; isOver(): boolean; warn(text: string): void }): void {
  if (on.isOver()) return;
  try {
    if (lengthenLog(log, length)) on.clock.after(limits.logStepMs, () => lengthenInSteps(log, length, on));
  } catch (error) {
    on.warn(`the log can't be lengthened ahead: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Closes the log again. */
export function closeLogFile(log: number): void {
  closeSync(log);
}
