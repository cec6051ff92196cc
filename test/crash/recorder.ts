import { join } from "node:path";

/** A sync that fails: which one of which file, from 1 on. */
export interface FailedSync {
  readonly file: string;
  readonly number: number;
}

/** What is recorded, and where to. */
export interface Recording {
  /** The storage directory, as an absolute path. */
  readonly directory: string;
  /** The file that takes the records of one run. */
  readonly to: string;
  /** The syncs of this file do nothing and are not recorded: proves that a test which stands on them can fail. */
  readonly withoutSync?: string;
  /** The disk loses what the sync of that number was to write; each descriptor that the file has then fails once. */
  readonly failSync?: FailedSync;
}

const source = join(import.meta.dir, "recorder.c");

/** Compiles the recorder into a folder (needs cc); the path of the library. */
export function buildRecorder(folder: string): string {
  const library = join(folder, "recorder.so");
  const built = Bun.spawnSync(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, source, "-lpthread"]);
  if (!built.success) throw new Error(`cc failed on recorder.c:\n${built.stderr.toString()}`);
  return library;
}

/** The environment in which a server records itself. */
export function recordingEnvironment(library: string, { directory, to, withoutSync, failSync }: Recording): Record<string, string> {
  return {
    LD_PRELOAD: library,
    RECORD_DIRECTORY: directory,
    RECORD_TO: to,
    ...(withoutSync && { RECORD_WITHOUT_SYNC: withoutSync }),
    ...(failSync && { RECORD_FAIL_SYNC: `${failSync.number}/${failSync.file}` }),
  };
}
