import type { Engine } from "../assemble.ts";
import type { Store } from "../store/store.ts";

/** §3 FLUSH: everything stored is gone at once; live workers stay. */
export function flush({ store }: { store: Store }): Engine["flush"] {
  return () => store.transact("synced", (tx) => tx.jobs.clear(), { isWide: true });
}
