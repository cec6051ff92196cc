import { describe, expect } from "bun:test";
import type { Store } from "../../../src/store/store.ts";
import { add, drain, reserve, sizes } from "./a-job.ts";
import type { Subject } from "./contract.ts";
import { onStore } from "./on-store.ts";

const nothing = { scheduled: 0, queued: 0, working: 0, retries: 0, dead: 0 };

/** §3 REMOVE and FLUSH: gone at once for everybody, swept afterwards, whatever comes between. */
export function clearingContract(name: string, subject: Subject): void {
  describe(`${name}: clearing`, () => {
    onStore(subject, "§3 a removed queue is gone with its jobs and its pause; the same name starts anew", async ({ opened, reopen }) => {
      for (const jid of ["one", "two", "three"]) await add(opened.store, jid);
      await opened.store.transact("synced", (tx) => tx.queues.setPaused("default", true));
      await opened.store.transact("synced", (tx) => tx.queues.remove("default"));
      expect(await sizes(opened.store)).toEqual(nothing);
      await add(opened.store, "new");
      const { store } = await reopen();
      expect(await sizes(store)).toMatchObject({ queued: 1 });
      expect(await sweepAll(store, 2)).toBeGreaterThan(1);
      expect(await drain(store)).toEqual(["new"]);
    });

    onStore(subject, "§3 FLUSH empties every place at once; what came after it stays", async ({ opened, reopen, clock }) => {
      await fillEveryPlace(opened.store, clock.wall());
      await opened.store.transact("synced", (tx) => tx.jobs.clear());
      expect(await sizes(opened.store)).toEqual(nothing);
      expect(await opened.store.transact("committed", (tx) => tx.queues.list())).toEqual([]);
      expect(await opened.store.transact("committed", (tx) => tx.counters.totals())).toEqual({ processed: 0, failures: 0 });
      await add(opened.store, "after");
      await add(opened.store, "after later", { scheduledAt: 5_000_000 });
      const { store } = await reopen();
      const due = () => store.transact("committed", async (tx) => (await tx.jobs.due("scheduled", 9_000_000, 9)).map((job) => job.jid));
      expect(await sizes(store)).toEqual({ ...nothing, queued: 1, scheduled: 1 });
      expect(await due()).toEqual(["after later"]);
      expect(await sweepAll(store, 2)).toBeGreaterThan(1);
      expect(await due()).toEqual(["after later"]);
      expect(await drain(store)).toEqual(["after"]);
      expect(await sizes((await reopen()).store)).toEqual({ ...nothing, working: 1, scheduled: 1 });
    });

    onStore(subject, "§3 a reservation from before FLUSH is held no more", async ({ opened: { store } }) => {
      await add(store, "before");
      const job = await reserve(store);
      await store.transact("synced", (tx) => tx.jobs.clear());
      expect(await store.transact("committed", (tx) => tx.jobs.held("before", "worker"))).toBeUndefined();
      if (job === undefined) throw new Error("no job");
      expect(await store.transact("committed", (tx) => tx.jobs.move(job, { place: "gone" }))).toBe(false);
    });

    onStore(subject, "§3 FLUSH that is undone after an error flushed nothing", async ({ opened: { store }, clock }) => {
      await fillEveryPlace(store, clock.wall());
      const before = await sizes(store);
      const failing = store.transact("synced", async (tx) => {
        await tx.jobs.clear();
        throw new Error("planted");
      });
      await expect(failing).rejects.toThrow("planted");
      expect(await sizes(store)).toEqual(before);
      expect(await sweepAll(store, 2)).toBe(1);
      expect(await sizes(store)).toEqual(before);
    });
  });
}

/** Two jobs in each place, of two queues. */
async function fillEveryPlace(store: Store, now: number): Promise<void> {
  for (const place of ["dead", "retries", "working", "queued"] as const) {
    for (const index of [1, 2]) {
      await add(store, `${place}-${index}`, { queue: `q${index}` });
      if (place === "queued") continue;
      const job = await reserve(store, `q${index}`);
      if (job === undefined || place === "working") continue;
      await store.transact("synced", (tx) => tx.jobs.move(job, { place, at: now + index }));
      await store.transact("committed", (tx) => tx.counters.settled(true));
    }
  }
  await add(store, "scheduled-1", { scheduledAt: 1_000_000 });
  await add(store, "scheduled-2", { scheduledAt: 2_000_000 });
}

/** Sweeps to the end: the number of steps it took. */
async function sweepAll(store: Store, limit: number): Promise<number> {
  for (let steps = 1; ; steps++) {
    const { hasMore } = await store.transact("synced", (tx) => tx.jobs.sweep(limit));
    if (!hasMore) return steps;
  }
}
