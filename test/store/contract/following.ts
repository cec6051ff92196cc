import { describe, expect } from "bun:test";
import type { CallbackKind } from "../../../src/job/batch.ts";
import { trait } from "../../../src/job/traits.ts";
import type { Store } from "../../../src/store/store.ts";
import { add, reserve } from "./a-job.ts";
import type { Subject } from "./contract.ts";
import { onStore } from "./on-store.ts";

const callbacks: ReadonlyMap<CallbackKind, Uint8Array> = new Map([["success", Buffer.from('{"jobtype":"Done"}')]]);

function create(store: Store, bid: string, parent?: string): Promise<string> {
  return store.transact("synced", (tx) => tx.batches.create({ bid, callbacks, ...(parent === undefined ? {} : { parent }) }));
}

/** What the ports of cron, batches and tracks keep (spec §6): over a restart, and not after an error. */
export function followingContract(name: string, subject: Subject): void {
  describe(`${name}: batches`, () => {
    onStore(subject, "§6 counts, callbacks and parents survive a restart", async ({ opened: { store }, reopen }) => {
      expect([await create(store, "b-1"), await create(store, "b-2", "b-1"), await create(store, "b-3", "b-0")]).toEqual([
        "created",
        "created",
        "no parent",
      ]);
      await store.transact("synced", async (tx) => {
        for (const job of [1, 2]) await tx.batches.join(job, "b-2");
        await tx.batches.join(3, "nosuch");
        await tx.batches.setOpen("b-1", false);
        await tx.batches.ran(1, { what: "failed", hasDied: false });
      });
      const again = (await reopen()).store;
      const found = await again.transact("committed", (tx) => tx.batches.find("b-2"));
      expect(found).toMatchObject({ bid: "b-2", parent: "b-1", total: 2, pending: 1, failed: 1, isOpen: true, callbacks: ["success"] });
      const due = await again.transact("synced", async (tx) => {
        expect(await tx.batches.ran(3, { what: "acked", hasDied: false })).toBeUndefined();
        await tx.batches.ran(2, { what: "acked", hasDied: false });
        await tx.batches.setOpen("b-2", false);
        return tx.batches.ran(1, { what: "acked", hasDied: false });
      });
      expect(due).toMatchObject({ bid: "b-2", callbacks: [{ bid: "b-2", kind: "success" }] });
      const above = await again.transact("synced", async (tx) => {
        await tx.batches.called({ bid: "b-2", kind: "success", job: new Uint8Array() }, 9);
        expect(await tx.batches.answered(8, true)).toEqual([]);
        return tx.batches.answered(9, true);
      });
      expect(above.map(({ bid, kind }) => `${bid} ${kind}`)).toEqual(["b-1 success"]);
    });

    onStore(subject, "§6 what is undone after an error leaves a batch as it was", async ({ opened: { store } }) => {
      await create(store, "b-1");
      const failing = store.transact("synced", async (tx) => {
        await tx.batches.join(1, "b-1");
        await tx.batches.setOpen("b-1", false);
        throw new Error("planted");
      });
      await expect(failing).rejects.toThrow("planted");
      expect(await store.transact("committed", (tx) => tx.batches.find("b-1"))).toMatchObject({
        total: 0,
        isOpen: true,
        success: "pending",
      });
    });
  });

  describe(`${name}: tracks`, () => {
    onStore(subject, "§6 a track and an extended reservation survive a restart", async ({ opened: { store }, clock, reopen }) => {
      await add(store, "one", { traits: trait.tracked, reserveFor: 60 });
      await reserve(store);
      await store.transact("synced", (tx) => tx.tracks.update("one", "worker", { percent: 1.5, reserveUntil: tx.now + 3_600_000_000 }));
      const again = (await reopen()).store;
      expect(await again.transact("committed", (tx) => tx.tracks.find("one"))).toMatchObject({ state: "working", percent: 1.5 });
      await clock.advance(3_599_000);
      expect(await again.transact("committed", (tx) => tx.jobs.lapsed(10))).toEqual([]);
      await clock.advance(2_000);
      expect(await again.transact("committed", (tx) => tx.jobs.lapsed(10))).toHaveLength(1);
    });

    onStore(subject, "§6 what is undone after an error leaves track and reservation as they were", async ({ opened: { store }, clock }) => {
      await add(store, "one", { traits: trait.tracked, reserveFor: 60 });
      await reserve(store);
      const failing = store.transact("synced", async (tx) => {
        await tx.tracks.update("one", "worker", { percent: 1, reserveUntil: tx.now + 3_600_000_000 });
        throw new Error("planted");
      });
      await expect(failing).rejects.toThrow("planted");
      expect(await store.transact("committed", (tx) => tx.tracks.find("one"))).toBeUndefined();
      await clock.advance(60_001);
      expect(await store.transact("committed", (tx) => tx.jobs.lapsed(10))).toHaveLength(1);
    });
  });

  describe(`${name}: cron`, () => {
    onStore(
      subject,
      "§6 a tick is taken once, also after a restart, and not while the entry is paused",
      async ({ opened: { store }, reopen }) => {
        await store.transact("synced", (tx) => tx.cron.enter("A", "* * * * *", 100));
        const tick = (on: Store, at: number) => on.transact("synced", (tx) => tx.cron.tick("A", at));
        expect([await tick(store, 100), await tick(store, 160), await tick(store, 160)]).toEqual([false, true, false]);
        const again = (await reopen()).store;
        expect([await tick(again, 160), await tick(again, 220)]).toEqual([false, true]);
        expect(await again.transact("synced", (tx) => tx.cron.setPaused("A", true, 230))).toBe(true);
        expect(await tick(again, 280)).toBe(false);
        expect(await again.transact("synced", (tx) => tx.cron.enter("A", "* * * * *", 999))).toEqual({ seen: 230, isPaused: true });
        expect(await again.transact("synced", (tx) => tx.cron.enter("A", "0 * * * *", 999))).toEqual({ seen: 999, isPaused: true });
        await again.transact("synced", (tx) => tx.cron.keep(["B"]));
        expect(await again.transact("synced", (tx) => tx.cron.enter("A", "0 * * * *", 5))).toEqual({ seen: 5, isPaused: false });
      },
    );
  });
}
