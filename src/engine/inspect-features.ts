import { limits } from "../limits.ts";
import type { CronRun } from "../store/ports/cron.ts";
import type { JobUses } from "../store/ports/view-features.ts";
import type { Store } from "../store/store.ts";
import type { Inspect } from "./inspect.ts";
import { rowOf } from "./inspect-lists.ts";
import { runningOf } from "./inspect-server.ts";
import type { JobUsesShown } from "./shown-features.ts";

/** What pages show of the features (spec §6): cron, throttles and batches. */
export function inspectFeatures({ store }: { readonly store: Store }): Pick<Inspect, "cronRuns" | "throttles" | "batches" | "batch"> {
  return {
    cronRuns: async (names) => {
      const runs = await store.read((view) => view.cronRuns(names.slice(0, limits.pageRowsMax)));
      return Map.groupBy(runs, (run: CronRun) => run.name);
    },
    throttles: async (throttles) => {
      const asked = [...throttles].slice(0, limits.pageRowsMax);
      const looked = await store.transact("committed", async (tx) => {
        const found = [];
        for (const [queue, throttle] of asked) {
          const { taken, holders } = await tx.slots.look(queue, throttle, limits.shownHoldersMax);
          found.push({ queue, throttle, taken, ids: holders, waiting: (await tx.queues.find(queue))?.size ?? 0 });
        }
        return found;
      });
      const held = new Map((await store.read((view) => view.held(looked.flatMap(({ ids }) => ids)))).map((job) => [job.id, job]));
      return looked.map(({ ids, ...throttle }) => ({
        ...throttle,
        holders: ids.flatMap((id) => runningOf(held.get(id))),
      }));
    },
    batches: async (after) => {
      const { batches, ...part } = await store.read((view) => view.batches({ after: after ?? "", limit: limits.pageRowsDefault }));
      return { ...part, rows: batches };
    },
    batch: async (bid) => {
      const family = await store.read((view) => view.batch(bid));
      if (family === undefined) return undefined;
      const limit = limits.shownFailedMax;
      const failed = family.batch.failed === 0 ? [] : (["retries", "dead"] as const);
      const [retrying = [], dead = []] = await Promise.all(failed.map((set) => store.read((view) => view.failedOf({ bid, set, limit }))));
      return { ...family, retrying: retrying.map(rowOf), dead: dead.map(rowOf) };
    },
  };
}

/** A lock runs by steady time: here it is told by the wall clock. */
export async function usesShown(store: Store, uses: JobUses): Promise<JobUsesShown> {
  const { lockedUntil, ...rest } = uses;
  if (lockedUntil === undefined) return rest;
  const ahead = await store.transact("committed", async (tx) => tx.steady - tx.now);
  return { ...rest, lockedUntil: lockedUntil - ahead };
}
