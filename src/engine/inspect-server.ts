import type { Clock } from "../clock.ts";
import { wideFilterText } from "../job/wide-filter.ts";
import { limits } from "../limits.ts";
import type { QueueState } from "../store/ports/queues.ts";
import type { ViewedJob, ViewedOperation } from "../store/ports/view.ts";
import type { Store } from "../store/store.ts";
import type { Inspect } from "./inspect.ts";
import { pageWithin, rowOf } from "./inspect-lists.ts";
import type { OperationShown, QueueShown, RunningJob } from "./shown.ts";
import type { Workers } from "./workers.ts";

interface ServerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly workers: Workers;
}

/** The queues, the workers and what they run, wide actions, and the server itself (spec §8). */
export function inspectServer({
  store,
  clock,
  workers,
}: ServerParts): Pick<Inspect, "queues" | "queue" | "running" | "workers" | "history" | "operations" | "operation" | "debug"> {
  return {
    queues: async () => {
      const states = await store.transact("committed", (tx) => tx.queues.list(), { isWide: true });
      return states.map(queueShown);
    },
    queue: async (name) => {
      const state = await store.transact("committed", (tx) => tx.queues.find(name));
      return state && queueShown(state);
    },
    running: async ({ page: asked, wid }) => {
      const size = await busyOf(store, wid);
      const limit = limits.runningRowsMax;
      const page = pageWithin(asked, size, limit);
      const ask = { skip: (page - 1) * limit, limit, ...(wid === undefined ? {} : { wid }) };
      const jobs = await store.read((view) => view.running(ask));
      return { rows: jobs.flatMap(runningOf), size, page };
    },
    workers: async () => {
      const held = new Map((await store.read((view) => view.busy(undefined))).map(({ wid, count }) => [wid, count]));
      const shown = workers.shown().map((worker) => ({ ...worker, busy: held.get(worker.wid) ?? 0 }));
      for (const { wid } of shown) held.delete(wid);
      return { workers: shown, orphaned: [...held].map(([wid, busy]) => ({ wid, busy })) };
    },
    history: (days) => store.read((view) => view.history(Math.min(days, limits.historyDaysMax))),
    operations: async () =>
      (await store.read((view) => view.operations({ since: since(store), limit: limits.operationsKeptMax }))).map(operationShown),
    operation: async (no) => (await store.read((view) => view.operations({ no, since: since(store), limit: 1 }))).map(operationShown)[0],
    debug: async () => {
      const [facts, space, lagMs] = await Promise.all([store.facts(), store.space(), lag(clock)]);
      return { ...facts, ...space, lagMs };
    },
  };
}

/** A reserved job as pages show it; nothing of one that is none any more. */
export function runningOf(job: ViewedJob | undefined): RunningJob[] {
  if (job?.lease === undefined) return [];
  return [{ ...rowOf(job), ...job.lease, ...(job.track === undefined ? {} : { track: job.track }) }];
}

function queueShown(state: QueueState): QueueShown {
  const { isPaused: _, ...queue } = state;
  return queue;
}

async function busyOf(store: Store, wid: string | undefined): Promise<number> {
  if (wid === undefined) return (await store.transact("committed", (tx) => tx.counters.sizes())).working;
  return (await store.read((view) => view.busy(undefined))).find((one) => one.wid === wid)?.count ?? 0;
}

function operationShown({ filter, started, ended, ...operation }: ViewedOperation): OperationShown {
  return { ...operation, filter: wideFilterText(filter), startedAt: started, ...(ended === undefined ? {} : { endedAt: ended }) };
}

function since(store: Store): number {
  return store.now() - limits.operationsKeptDays * 86_400_000_000;
}

/** How much later than asked a timer of this process runs. */
function lag(clock: Clock): Promise<number> {
  const start = clock.monotonic();
  return new Promise((resolve) => clock.after(1, () => resolve(Math.max(0, clock.monotonic() - start - 1))));
}
