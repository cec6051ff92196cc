import type { Store } from "../store/store.ts";
import type { Verbs } from "./verbs.ts";

/** §3 FLUSH: everything stored is gone at once; live workers stay. */
export function flush({ store }: { store: Store }): Verbs["flush"] {
  return () => store.transact("synced", (tx) => tx.jobs.clear(), { isWide: true });
}
