import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../src/clock.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import type { Store } from "../../src/store/store.ts";
import { interleaving } from "./interleave.ts";

/** The stores that engine, feature and model tests run on: as it is, and with the works of a turn interleaved. */
export const storeKinds = ["plain", "interleaving"] as const;

/** One of `storeKinds`. */
export type StoreKind = (typeof storeKinds)[number];

/** A store of a test's own, in a directory that goes with it. */
export interface TestStore extends Store {
  /** In what the memory of the store differs from its tables: nothing, unless there is a bug. */
  differencesFromRebuild(): string[];
  /** What the store warned of, or would have ended the process for. */
  readonly troubles: readonly string[];
}

/** Opens an SQLite store with durability "process" in a temporary directory; `close` removes both. */
export function openTestStore(kind: StoreKind, clock: Clock): TestStore {
  const directory = mkdtempSync(join(tmpdir(), "millrace-test-"));
  const troubles: string[] = [];
  const note = (text: string) => troubles.push(text);
  const sqlite = openSqliteStore({ directory, durability: "process", clock, onFatal: note, warn: note });
  const store = kind === "plain" ? sqlite : interleaving(sqlite);
  return {
    transact: store.transact.bind(store),
    inSlices: store.inSlices.bind(store),
    read: store.read.bind(store),
    onReady: store.onReady.bind(store),
    now: store.now.bind(store),
    health: store.health.bind(store),
    space: store.space.bind(store),
    facts: store.facts.bind(store),
    close: async () => {
      await store.close();
      rmSync(directory, { recursive: true });
    },
    troubles,
    differencesFromRebuild: () => sqlite.differencesFromRebuild(),
  };
}
