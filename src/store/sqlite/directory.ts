import { Database } from "bun:sqlite";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Trouble } from "../../result.ts";

/** Creates the storage directory where it is missing and makes it, and each parent that was created, durable. */
export function prepareDirectory(directory: string): void {
  try {
    const first = mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    for (let made = directory; made.length >= first.length; made = dirname(made)) syncDirectory(made);
    syncDirectory(dirname(first));
  } catch (error) {
    throw new Trouble(`storage directory ${directory} can't be created: ${textOf(error)}`, { cause: error });
  }
}

/** Makes the names in a directory durable. */
export function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The right to be the one server of a directory. Keep a reference: an object nobody refers to is closed by the collector. */
export interface DirectoryLock {
  release(): void;
}

/**
 * Locks a storage directory (spec §5). The lock is an open transaction on a database of its own, so that it ends with its process,
 * whatever ends that; the pid stands beside it for the message.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const pidFile = join(directory, "millrace.pid");
  let lock: Database | undefined;
  try {
    lock = new Database(join(directory, "millrace.lock"), { create: true });
    lock.run("PRAGMA journal_mode = DELETE");
    lock.run("BEGIN EXCLUSIVE");
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (error) {
    lock?.close();
    if (isBusy(error)) throw new Trouble(`storage directory ${directory} is in use by the server with pid ${pidIn(pidFile)}`);
    throw new Trouble(`storage directory ${directory} is not writable: ${textOf(error)}`, { cause: error });
  }
  const held = lock;
  return { release: () => held.close() };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");
}

function pidIn(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "unknown";
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
