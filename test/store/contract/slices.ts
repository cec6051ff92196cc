import { describe, expect } from "bun:test";
import { add } from "./a-job.ts";
import type { Subject } from "./contract.ts";
import { onStore } from "./on-store.ts";

/** §4 Long works: a slice at a time, the timed ones before the wide ones. */
export function slicesContract(name: string, subject: Subject): void {
  describe(`${name}: slices`, () => {
    onStore(subject, "§4 a long work runs until it says that it is done, and what it did is committed", async ({ opened: { store } }) => {
      let left = 5;
      await store.inSlices("wide", async (tx) => {
        await tx.jobs.add({
          facts: { jid: `step-${left}`, jobtype: "Test", queue: "default", retry: 0, traits: 0 },
          payload: new TextEncoder().encode("{}"),
        });
        return --left > 0;
      });
      expect(left).toBe(0);
      expect(await store.transact("committed", (tx) => tx.counters.sizes())).toMatchObject({ queued: 5 });
    });

    onStore(subject, "§4 timed works are done before wide ones that came earlier", async ({ opened: { store } }) => {
      const order: string[] = [];
      const steps = (label: string) => {
        let left = 2;
        return async (tx: { afterCommit(act: () => void): void }) => {
          tx.afterCommit(() => order.push(label));
          return --left > 0;
        };
      };
      await Promise.all([store.inSlices("wide", steps("wide")), store.inSlices("timed", steps("timed"))]);
      expect(order).toEqual(["timed", "timed", "wide", "wide"]);
    });

    onStore(subject, "§4 a long work that fails says so, and hurts no other", async ({ opened: { store } }) => {
      const failing = store.inSlices("timed", async () => {
        throw new Error("planted");
      });
      const pushed = add(store, "beside");
      await expect(failing).rejects.toThrow("planted");
      await pushed;
      let ran = 0;
      await store.inSlices("timed", async () => ++ran < 3);
      expect(ran).toBe(3);
    });
  });
}
