import { describe, expect } from "bun:test";
import { aJob, add, drain, sizes } from "./a-job.ts";
import type { Subject } from "./contract.ts";
import { onStore } from "./on-store.ts";

/** §5 Transactions: all of a work or nothing, and a poisoned one hurts only itself. */
export function transactionContract(name: string, subject: Subject): void {
  describe(`${name}: transactions`, () => {
    onStore(subject, "§5 a work that throws leaves nothing, those before and behind it in its turn stay", async ({ opened: { store } }) => {
      const before = store.transact("synced", (tx) => tx.jobs.add(aJob("before")));
      const poisoned = store.transact("synced", async (tx) => {
        await tx.jobs.add(aJob("poisoned"));
        throw new Error("planted");
      });
      const behind = store.transact("synced", (tx) => tx.jobs.add(aJob("behind")));
      await expect(poisoned).rejects.toThrow("planted");
      await Promise.all([before, behind]);
      expect(await drain(store)).toEqual(["before", "behind"]);
    });

    onStore(subject, "§5 what is to follow a commit follows it once, and not at all after a rollback", async ({ opened: { store } }) => {
      const told: string[] = [];
      const work = (jid: string, fails: boolean) =>
        store.transact("committed", async (tx) => {
          await tx.jobs.add(aJob(jid));
          tx.afterCommit(() => told.push(jid));
          if (fails) throw new Error("planted");
        });
      const [, failed] = await Promise.allSettled([work("first", false), work("second", true), work("third", false)]);
      expect(failed.status).toBe("rejected");
      expect(told).toEqual(["first", "third"]);
    });

    onStore(subject, "§5 works run in the order in which they came, those that go ahead before them", async ({ opened: { store } }) => {
      const order: string[] = [];
      const work = (label: string, isAhead: boolean) =>
        store.transact("committed", async (tx) => tx.afterCommit(() => order.push(label)), { isAhead });
      await Promise.all([work("one", false), work("two", false), work("woken", true), work("three", false)]);
      expect(order).toEqual(["woken", "one", "two", "three"]);
    });

    onStore(subject, "§5 more works than a turn takes are all done, in order", async ({ opened: { store } }) => {
      const jids = Array.from({ length: 2500 }, (_, index) => `job-${index}`);
      await Promise.all(jids.map((jid) => add(store, jid)));
      expect(await drain(store)).toEqual(jids);
    });

    onStore(subject, "§5 what was answered is there after the storage was opened again", async ({ opened, reopen }) => {
      await add(opened.store, "kept");
      await add(opened.store, "later", { scheduledAt: 2_000_000_000_000_000 });
      const { store } = await reopen();
      expect(await sizes(store)).toMatchObject({ queued: 1, scheduled: 1 });
      expect(await drain(store)).toEqual(["kept"]);
    });

    onStore(subject, "§5 a store that is closed takes no more works", async ({ opened, reopen }) => {
      const { store } = opened;
      await reopen();
      await expect(add(store, "too late")).rejects.toThrow("closed");
    });

    onStore(subject, "§3 ready queues are told by level after each commit that touched them", async ({ opened: { store } }) => {
      const told: [string, number][] = [];
      store.onReady((queue, ready) => told.push([queue, ready]));
      await Promise.all([add(store, "one"), add(store, "two"), add(store, "three", { queue: "other" })]);
      expect(told.splice(0)).toEqual([
        ["default", 2],
        ["other", 1],
      ]);
      await store.transact("synced", (tx) => tx.queues.setPaused("other", true));
      expect(told.splice(0)).toEqual([]);
      await store.transact("synced", (tx) => tx.queues.setPaused("other", false));
      expect(told.splice(0)).toEqual([["other", 1]]);
      await drain(store, "other");
      expect(told).toEqual([]);
    });
  });
}
