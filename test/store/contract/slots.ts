import { describe, expect } from "bun:test";
import type { Throttle } from "../../../src/job/throttle.ts";
import type { Store } from "../../../src/store/store.ts";
import { add, aLease } from "./a-job.ts";
import type { Subject } from "./contract.ts";
import { onStore } from "./on-store.ts";

const two: Throttle = { kind: "concurrency", most: 2, timeoutMs: 10_000 };
const oneEach: Throttle = { kind: "worker", most: 1, timeoutMs: 10_000 };
const rate: Throttle = { kind: "rate", most: 2, perMs: 10_000 };

/** A FETCH of a throttled queue, as the engine does it: the jid, nothing, or milliseconds until it may try again. */
const fetch = (store: Store, throttle: Throttle, wid = "w", queue = "default") =>
  store.transact("committed", async (tx) => {
    const { isTaken, freeInMs } = await tx.slots.take(queue, wid, throttle);
    if (!isTaken) return freeInMs;
    const job = await tx.jobs.reserve(queue, aLease(wid));
    await tx.slots.settle(queue, wid, job !== undefined);
    return job?.jid ?? "nothing";
  });

async function ack(store: Store, jid: string): Promise<void> {
  await store.transact("committed", async (tx) => {
    const held = await tx.jobs.held(jid, "w");
    if (held !== undefined) await tx.jobs.move(held, { place: "gone" });
  });
}

const jids = ["one", "two", "three", "four"];

/** §6 The slots of throttled queues: each is a reserved job, or a hand-out. */
export function slotsContract(name: string, subject: Subject): void {
  describe(`${name}: slots`, () => {
    onStore(subject, "§6 a reserved job takes up a slot until it is settled or its time is over, over a restart too", async (bench) => {
      const { clock, reopen } = bench;
      for (const jid of jids) await add(bench.opened.store, jid);
      expect(await fetch(bench.opened.store, two)).toBe("one");
      await clock.advance(4_000);
      expect(await fetch(bench.opened.store, two)).toBe("two");
      expect(await fetch(bench.opened.store, two)).toBe(6_000);
      const { store } = await reopen();
      expect(await fetch(store, two)).toBe(6_000);
      await ack(store, "two");
      expect(await fetch(store, two)).toBe("three");
      await clock.advance(6_000);
      expect(await fetch(store, two)).toBe("four");
      await ack(store, "one");
      expect(await fetch(store, two)).toBe(4_000);
    });

    onStore(subject, "§8 a page sees how many slots are taken, and by which jobs", async ({ opened: { store }, clock }) => {
      for (const jid of jids) await add(store, jid);
      const look = (throttle: Throttle, limit = 9) => store.transact("committed", (tx) => tx.slots.look("default", throttle, limit));
      expect(await look(two)).toEqual({ taken: 0, holders: [] });
      await fetch(store, two);
      await clock.advance(4_000);
      await fetch(store, two);
      const { taken, holders } = await look(two);
      expect([taken, holders.length, (await look(two, 1)).holders.length]).toEqual([2, 2, 1]);
      expect((await store.read((view) => view.held(holders))).map(({ jid }) => jid)).toEqual(["one", "two"]);
      await clock.advance(6_000);
      expect((await look(two)).taken).toBe(1);
      expect((await look(oneEach)).taken).toBe(1);
      await fetch(store, rate);
      expect(await look(rate)).toEqual({ taken: 1, holders: [] });
    });

    onStore(subject, "§6 a slot that was freed in vain, its work being rolled back, is free when it would have been", async (bench) => {
      const { clock } = bench;
      const { store } = bench.opened;
      for (const jid of jids) await add(store, jid);
      expect(await fetch(store, two)).toBe("one");
      await clock.advance(4_000);
      expect(await fetch(store, two)).toBe("two");
      const failing = store.transact("committed", async (tx) => {
        const held = await tx.jobs.held("one", "w");
        if (held !== undefined) await tx.jobs.move(held, { place: "gone" });
        throw new Error("planted");
      });
      await expect(failing).rejects.toThrow("planted");
      await clock.advance(6_000);
      expect(await fetch(store, two)).toBe("three");
      expect(await fetch(store, two)).toBe(4_000);
    });

    onStore(subject, "§6 it tells when a slot comes free by itself, where all are taken", async ({ opened: { store }, clock }) => {
      const freeInMs = (throttle: Throttle, queue = "default") => store.transact("committed", (tx) => tx.slots.freeInMs(queue, throttle));
      for (const jid of jids) await add(store, jid);
      expect(await freeInMs(two)).toBe(Infinity);
      for (const expected of [Infinity, 6_000]) {
        await fetch(store, two, "a");
        expect(await freeInMs(two)).toBe(expected);
        await clock.advance(4_000);
      }
      expect([await freeInMs(two), await freeInMs(oneEach)]).toEqual([2_000, 2_000]);
      await clock.advance(2_000);
      expect([await freeInMs(two), await freeInMs(oneEach)]).toEqual([Infinity, 4_000]);
      for (const jid of jids) await add(store, jid, { queue: "other" });
      for (const expected of [Infinity, 9_000]) {
        await fetch(store, rate, "w", "other");
        expect(await freeInMs(rate, "other")).toBe(expected);
        await clock.advance(1_000);
      }
    });

    onStore(subject, "§6 slots of each worker", async ({ opened: { store } }) => {
      for (const jid of jids) await add(store, jid);
      const fetches = [await fetch(store, oneEach, "a"), await fetch(store, oneEach, "a"), await fetch(store, oneEach, "b")];
      expect(fetches).toEqual(["one", 10_000, "two"]);
    });

    onStore(subject, "§6 a slot that was not used, or whose work was rolled back, is free again", async ({ opened: { store } }) => {
      for (const throttle of [two, rate]) {
        expect(await fetch(store, throttle)).toBe("nothing");
        const failing = store.transact("committed", async (tx) => {
          await tx.slots.take("default", "w", throttle);
          await tx.slots.take("default", "w", throttle);
          await tx.slots.settle("default", "w", true);
          throw new Error("planted");
        });
        await expect(failing).rejects.toThrow("planted");
        expect([await fetch(store, throttle), await fetch(store, throttle), await fetch(store, throttle)]).toEqual(
          Array(3).fill("nothing"),
        );
      }
    });

    onStore(subject, "§6 a rate counts what was handed out, settled or not, in a window that slides, over a restart too", async (bench) => {
      const { clock, reopen } = bench;
      for (const jid of jids) await add(bench.opened.store, jid);
      expect(await fetch(bench.opened.store, rate)).toBe("one");
      await ack(bench.opened.store, "one");
      await clock.advance(4_000);
      expect(await fetch(bench.opened.store, rate)).toBe("two");
      const { store } = await reopen();
      clock.jump(86_400_000);
      expect(await fetch(store, rate)).toBe(6_000);
      await clock.advance(6_000);
      expect(await fetch(store, rate)).toBe("three");
      expect(await fetch(store, rate)).toBe(4_000);
      await store.transact("committed", (tx) => tx.slots.lift("default"));
      expect(await fetch((await reopen()).store, rate)).toBe("four");
    });

    onStore(subject, "§3 FLUSH frees all slots", async ({ opened: { store } }) => {
      for (const jid of jids) await add(store, jid);
      await add(store, "other", { queue: "other" });
      expect([await fetch(store, two), await fetch(store, two), await fetch(store, rate, "w", "other")]).toEqual(["one", "two", "other"]);
      await store.transact("synced", (tx) => tx.jobs.clear());
      for (const jid of jids) await add(store, jid);
      await add(store, "other", { queue: "other" });
      expect([await fetch(store, two), await fetch(store, two), await fetch(store, rate, "w", "other")]).toEqual(["one", "two", "other"]);
    });
  });
}
