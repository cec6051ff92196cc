import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../../src/clock.ts";
import { openSqliteStore, type SqliteOptions, type SqliteStore } from "../../../src/store/sqlite/store.ts";
import type { Opened } from "../contract/contract.ts";

/** A storage directory of a test's own. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "millrace-store-"));
}

/** Opens a store that says nothing and must not fail. */
export function openIn(directory: string, clock: Clock, more: Partial<SqliteOptions> = {}): SqliteStore {
  const onFatal = (reason: string): void => {
    throw new Error(`the storage gave up: ${reason}`);
  };
  return openSqliteStore({ directory, durability: "process", clock, onFatal, warn: () => undefined, ...more });
}

/** A storage in a directory of its own, for the contract. */
export async function openedIn(directory: string, clock: Clock): Promise<Opened> {
  const store = openIn(directory, clock);
  return {
    store,
    differences: () => store.differencesFromRebuild(),
    reopen: async () => {
      await store.close();
      return openedIn(directory, clock);
    },
    dispose: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
