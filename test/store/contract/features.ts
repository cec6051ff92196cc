import { describe, expect } from "bun:test";
import type { Store } from "../../../src/store/store.ts";
import type { Subject } from "./contract.ts";
import { onStore } from "./on-store.ts";

const [one, other, alike] = ["key one: 1", "key two: 1", "key one: 2"].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer];
const second = 1_000_000;

/** Takes a lock for so many seconds from now on. */
const take = (store: Store, key: Uint8Array, holder: number, seconds = 10) =>
  store.transact("synced", (tx) => tx.locks.take(key, holder, tx.steady + seconds * second));
const release = (store: Store, holder: number) => store.transact("synced", (tx) => tx.locks.release(holder));
const find = (store: Store, job: number, trait: number) => store.transact("committed", (tx) => tx.notes.find(job, trait));

/** §6 What belongs to the features. */
export function featuresContract(name: string, subject: Subject): void {
  describe(`${name}: what belongs to features`, () => {
    onStore(subject, "§6 a lock has one holder, who alone gives it back, over a restart too", async ({ opened: { store }, reopen }) => {
      expect(await Promise.all([take(store, one, 1), take(store, one, 2), take(store, other, 3)])).toEqual([true, false, true]);
      await release(store, 2);
      expect(await take(store, one, 2)).toBe(false);
      const { store: again } = await reopen();
      expect(await take(again, one, 2)).toBe(false);
      await release(again, 1);
      expect(await take(again, one, 2)).toBe(true);
      await release(again, 1);
      expect(await take(again, one, 1)).toBe(false);
    });

    onStore(subject, "§6 keys that begin alike are two locks", async ({ opened: { store }, reopen }) => {
      expect([await take(store, one, 1), await take(store, alike, 2), await take(store, alike, 3)]).toEqual([true, true, false]);
      await release(store, 1);
      const { store: again } = await reopen();
      expect([await take(again, alike, 3), await take(again, one, 3)]).toEqual([false, true]);
    });

    onStore(subject, "§6 what a work took and gave back before it failed is as it was", async ({ opened: { store } }) => {
      await take(store, one, 1);
      const failing = store.transact("synced", async (tx) => {
        await tx.locks.release(1);
        await tx.locks.take(one, 2, tx.steady + second);
        await tx.locks.take(other, 3, tx.steady + second);
        await tx.jobs.clear();
        throw new Error("planted");
      });
      await expect(failing).rejects.toThrow("planted");
      expect([await take(store, one, 4), await take(store, other, 4)]).toEqual([false, true]);
    });

    onStore(subject, "§4 a lock lapses by the time that ran, whatever the wall clock says, also over a restart", async (bench) => {
      const { clock, reopen } = bench;
      let { store } = bench.opened;
      expect(await take(store, one, 1)).toBe(true);
      clock.jump(3_600_000);
      expect(await take(store, one, 2)).toBe(false);
      await clock.advance(9_999);
      expect(await take(store, one, 2)).toBe(false);
      ({ store } = await reopen());
      expect(await take(store, one, 2)).toBe(false);
      clock.jump(-7_200_000);
      await clock.advance(1);
      expect(await take(store, one, 2)).toBe(true);
    });

    onStore(subject, "§6 a note is of one job and one trait", async ({ opened: { store } }) => {
      await store.transact("synced", (tx) => tx.notes.put(1, 4, '{"a":"\ud83d\ude00"}'));
      await store.transact("synced", (tx) => tx.notes.put(1, 8, "second"));
      expect([await find(store, 1, 4), await find(store, 1, 8), await find(store, 2, 4)]).toEqual([
        '{"a":"\ud83d\ude00"}',
        "second",
        undefined,
      ]);
      await store.transact("synced", (tx) => tx.notes.put(1, 4, "anew"));
      await store.transact("synced", (tx) => tx.notes.drop(1, 8));
      expect([await find(store, 1, 4), await find(store, 1, 8)]).toEqual(["anew", undefined]);
    });

    onStore(subject, "§3 FLUSH frees all locks and forgets all notes", async ({ opened: { store } }) => {
      await take(store, one, 1);
      await store.transact("synced", (tx) => tx.notes.put(1, 4, "note"));
      await store.transact("synced", (tx) => tx.jobs.clear());
      expect(await take(store, one, 2)).toBe(true);
      expect(await find(store, 1, 4)).toBeUndefined();
    });
  });
}
