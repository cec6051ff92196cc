import type { Store } from "./store.ts";
import { openSqliteStore, type SqliteOptions } from "./sqlite/store.ts";

/** Opens the storage that a configuration names. The one place that knows which implementations there are. */
export function openStore(options: SqliteOptions): Store {
  return openSqliteStore(options);
}
