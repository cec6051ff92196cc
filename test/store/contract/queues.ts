import { describe, expect } from "bun:test";
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
        { name: "alpha", size: 0, isPaused: false },
        { name: "zeta", size: 2, isPaused: false, oldestSince: clock.wall() - 1_000_000 },
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
