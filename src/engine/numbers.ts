import type { Store, Tx } from "../store/store.ts";
import type { Tallied } from "./tally.ts";
import type { Numbers, Verbs } from "./verbs.ts";
import type { Workers } from "./workers.ts";

interface InspectParts {
  readonly store: Store;
  readonly workers: Workers;
  readonly tasks: Readonly<Record<keyof Numbers["tasks"], Tallied>>;
  readonly leases: Tallied;
}

/** The numbers of INFO (spec §3), read in one work so that they belong to one moment. */
export function numbers({ store, workers, tasks, leases }: InspectParts): Verbs["numbers"] {
  const read = async (tx: Tx): Promise<Numbers> => {
    const [queues, sizes, totals] = await Promise.all([tx.queues.list(), tx.counters.sizes(), tx.counters.totals()]);
    return {
      now: tx.now,
      queues,
      sizes,
      processed: totals.processed,
      failures: totals.failures,
      tasks: { Scheduled: tasks.Scheduled.tally(), Retries: tasks.Retries.tally(), Dead: tasks.Dead.tally() },
      reapedReservations: leases.tally().enqueued,
      workers: workers.count(),
      reapedWorkers: workers.reaped(),
    };
  };
  return () => store.transact("committed", read, { isWide: true });
}
