import { describe, expect } from "bun:test";
import type { Store } from "../../../src/store/store.ts";
import { add, drain, reserve } from "./a-job.ts";
import type { Subject } from "./contract.ts";
import { onStore } from "./on-store.ts";

/** §3 QUEUE and INFO: queues exist from their first job until they are removed. */
export function queuesContract(name: string, subject: Subject): void {
  describe(`${name}: queues`, () => {
    onStore(subject, "§3 a queue stays when it is empty, and is listed by name with its oldest job", async ({ opened, clock, reopen }) => {
      const { store } = opened;
      await add(store, "one", { queue: "zeta" });
      await clock.advance(1000);
      await add(store, "two", { queue: "alpha" });
      await add(store, "three", { queue: "zeta" });
      await drain(store, "alpha");
      const expected = [
        { name: "alpha", size: 0, isPaused: false, busy: 1 },
        { name: "zeta", size: 2, isPaused: false, busy: 0, oldestSince: clock.wall() - 1_000_000 },
      ];
      expect(await store.transact("committed", (tx) => tx.queues.list())).toEqual(expected);
      expect(await (await reopen()).store.transact("committed", (tx) => tx.queues.list())).toEqual(expected);
    });

    onStore(subject, "§3 names such as __proto__ and constructor are queues like others", async ({ opened: { store } }) => {
      for (const queue of ["__proto__", "constructor", "toString"]) await add(store, `in-${queue}`, { queue });
      expect(await drain(store, "__proto__")).toEqual(["in-__proto__"]);
      expect((await store.transact("committed", (tx) => tx.queues.list())).map((queue) => queue.name)).toEqual([
        "__proto__",
        "constructor",
        "toString",
      ]);
    });

    onStore(subject, "§3 a paused queue hands out nothing, takes pushes, and stays paused over a restart", async ({ opened, reopen }) => {
      await add(opened.store, "one");
      await opened.store.transact("synced", (tx) => tx.queues.setPaused("default", true));
      await opened.store.transact("synced", (tx) => tx.queues.setPaused("nosuch", true));
      await add(opened.store, "two");
      expect(await reserve(opened.store)).toBeUndefined();
      const { store } = await reopen();
      expect(await reserve(store)).toBeUndefined();
      expect(await store.transact("committed", (tx) => tx.queues.find("default"))).toMatchObject({ size: 2, isPaused: true });
      expect(await store.transact("committed", (tx) => tx.queues.find("nosuch"))).toBeUndefined();
      await store.transact("synced", (tx) => tx.queues.setPaused("default", false));
      expect(await drain(store)).toEqual(["one", "two"]);
    });

    onStore(
      subject,
      "§8 who paused a queue and why is known until it is resumed, over a restart too",
      async ({ opened, reopen, clock }) => {
        await add(opened.store, "one");
        const pauseOf = async (store: Store) => (await store.transact("committed", (tx) => tx.queues.find("default")))?.pause;
        const pause = { by: "ana", reason: "the mail server is down", since: clock.wall() };
        expect(await opened.store.transact("synced", (tx) => tx.queues.setPaused("default", true, pause))).toBe(true);
        expect(await opened.store.transact("synced", (tx) => tx.queues.setPaused("nosuch", true, pause))).toBe(false);
        await opened.store.transact("synced", (tx) => tx.queues.setPaused("default", true));
        expect(await pauseOf(opened.store)).toEqual(pause);
        const { store } = await reopen();
        expect(await pauseOf(store)).toEqual(pause);
        await store.transact("synced", (tx) => tx.queues.setPaused("default", false));
        expect(await pauseOf(store)).toBeUndefined();
        await store.transact("synced", (tx) => tx.queues.setPaused("default", true));
        expect(await pauseOf(store)).toEqual({ since: clock.wall() });
      },
    );

    onStore(subject, "§3 a queue's busy jobs are counted by its name, until they are settled or flushed", async ({ opened, reopen }) => {
      const busy = async (store: Store) => (await store.transact("committed", (tx) => tx.queues.find("default")))?.busy;
      for (const jid of ["one", "two", "three"]) await add(opened.store, jid);
      const [one] = [await reserve(opened.store), await reserve(opened.store)];
      expect(await busy(opened.store)).toBe(2);
      const { store } = await reopen();
      if (one !== undefined) await store.transact("committed", (tx) => tx.jobs.move(one, { place: "gone" }));
      expect(await busy(store)).toBe(1);
      const failing = store.transact("synced", async (tx) => {
        await tx.jobs.clear();
        throw new Error("planted");
      });
      await expect(failing).rejects.toThrow("planted");
      expect(await busy(store)).toBe(1);
    });

    onStore(subject, "§3 what is undone after an error leaves queues as they were", async ({ opened: { store } }) => {
      await add(store, "one");
      const failing = store.transact("synced", async (tx) => {
        await tx.queues.setPaused("default", true);
        await tx.queues.remove("default");
        throw new Error("planted");
      });
      await expect(failing).rejects.toThrow("planted");
      expect(await drain(store)).toEqual(["one"]);
    });
  });
}
