import { limits } from "../limits.ts";
import type { Tx } from "../store/store.ts";
import type { EngineParts } from "./parts.ts";
import { sweepStep } from "./sweep.ts";
import type { Verbs } from "./verbs.ts";

/** §3 QUEUE: pauses, resumes and removes queues, and says how old their oldest jobs are. */
export function queues(parts: EngineParts): Verbs["queues"] {
  const { store } = parts;
  const eachOf = (names: readonly string[], act: (tx: Tx, name: string) => Promise<unknown>) =>
    store.transact(
      "synced",
      async (tx) => {
        for (const name of await existing(tx, names)) await act(tx, name);
      },
      { isWide: true },
    );
  return {
    pause: (names) => eachOf(names, (tx, name) => tx.queues.setPaused(name, true)),
    resume: (names) => eachOf(names, (tx, name) => tx.queues.setPaused(name, false)),
    remove: (names) => eachOf(names, (tx, name) => removeQueue(tx, parts, name)),
    latency: (names) => {
      const latencies = (tx: Tx) => Promise.all(names.map((name) => latency(tx, name)));
      return store.transact("committed", latencies, { isWide: names.length > limits.narrowQueuesMax });
    },
  };
}

/**
 * Drops a queue with its jobs; false where there is none. The beginning of what is left is swept at once: what the jobs of a short queue
 * held is free when REMOVE is answered (spec §6).
 */
export async function removeQueue(tx: Tx, parts: EngineParts, name: string): Promise<boolean> {
  const isThere = await tx.queues.remove(name);
  await sweepStep(tx, parts);
  return isThere;
}

async function latency(tx: Tx, name: string): Promise<number> {
  const since = (await tx.queues.find(name))?.oldestSince;
  return since === undefined ? 0 : Math.max(0, (tx.now - since) / 1_000_000);
}

/** "*" among the names is every queue there is. */
async function existing(tx: Tx, names: readonly string[]): Promise<Iterable<string>> {
  if (!names.includes("*")) return new Set(names);
  return (await tx.queues.list()).map((queue) => queue.name);
}
