import { describe, expect } from "bun:test";
import type { Cursor, ListName } from "../../../src/store/ports/lists.ts";
import type { Store } from "../../../src/store/store.ts";
import { limits } from "../../../src/limits.ts";
import { add, aJob, drain, reserve, sizes } from "./a-job.ts";
import type { Subject } from "./contract.ts";
import { onStore } from "./on-store.ts";

/** §3 MUTATE and lists: a list is gone through in its order, as it was at one moment. */
export function listsContract(name: string, subject: Subject): void {
  describe(`${name}: lists and operations`, () => {
    onStore(subject, "§3 a set is scanned by its times, in pages, as it was when the scan began", async ({ opened: { store } }) => {
      for (const second of [3, 1, 2, 5, 4]) await add(store, `at-${second}`, { scheduledAt: second * 1_000_000 });
      const { size, freeze, start } = await store.transact("committed", (tx) => tx.lists.end("scheduled"));
      await add(store, "too late", { scheduledAt: 2_500_000 });
      expect(size).toBe(5);
      expect(await scanAll(store, "scheduled", { start, freeze })).toEqual(["at-1", "at-2", "at-3", "at-4", "at-5"]);
    });

    onStore(subject, "§3 a queue is scanned in the order in which it runs, and no new queue of its name", async ({ opened: { store } }) => {
      for (const jid of ["one", "two", "three"]) await add(store, jid, { jobtype: `Type-${jid}` });
      const end = await store.transact("committed", (tx) => tx.lists.end("queue:default"));
      await add(store, "too late");
      expect(end.size).toBe(3);
      expect(await scanAll(store, "queue:default", end)).toEqual(["one", "two", "three"]);
      await store.transact("synced", (tx) => tx.queues.remove("default"));
      await add(store, "other");
      expect(await scanAll(store, "queue:default", end)).toEqual([]);
      expect(await scanAll(store, "queue:nosuch", { start: "", freeze: 9 })).toEqual([]);
    });

    onStore(subject, "§3 a queued job can be moved out of the middle of its queue, once", async ({ opened, reopen }) => {
      const { store } = opened;
      for (const jid of ["one", "two", "three"]) await add(store, jid);
      const { start, freeze } = await store.transact("committed", (tx) => tx.lists.end("queue:default"));
      const page = await store.transact("committed", (tx) => tx.lists.scan("queue:default", { after: start, freeze, limit: 9 }));
      const [one, two] = page.jobs;
      if (one === undefined || two === undefined) throw new Error("no jobs");
      expect((await reserve(store))?.jid).toBe("one");
      const move = (job: typeof one) => store.transact("synced", (tx) => tx.jobs.move(job, { place: "dead", at: 7 }));
      expect([await move(one), await move(two), await move(two)]).toEqual([false, true, false]);
      const again = (await reopen()).store;
      expect(await drain(again)).toEqual(["three"]);
      expect(await sizes(again)).toMatchObject({ dead: 1, working: 2 });
    });

    onStore(subject, "§3 the bytes of a job can be read wherever it is, until it is gone", async ({ opened: { store } }) => {
      await add(store, "bytes");
      const job = await reserve(store);
      if (job === undefined) throw new Error("no job");
      const read = () => store.transact("committed", (tx) => tx.lists.read(job));
      expect(new TextDecoder().decode((await read())?.payload)).toContain('"jid":"bytes"');
      await store.transact("committed", (tx) => tx.jobs.move(job, { place: "gone" }));
      expect(await read()).toBeUndefined();
    });

    onStore(
      subject,
      "§3 a scan brings the bytes of short jobs along where it is asked to, of long ones never",
      async ({ opened: { store } }) => {
        const least = aJob("some", { size: 0 }).payload.length;
        for (const length of [limits.scanBytesMax, limits.scanBytesMax + 1]) {
          await add(store, "some", { size: length - least });
          await add(store, "some", { size: length - least, scheduledAt: 7 });
        }
        for (const list of ["queue:default", "scheduled"] as const) {
          const scan = async (withBytes: boolean) => {
            const { freeze, start: after } = await store.transact("committed", (tx) => tx.lists.end(list));
            return store.transact("committed", (tx) => tx.lists.scan(list, { after, freeze, limit: 9, withBytes }));
          };
          const [bare, full] = [await scan(false), await scan(true)];
          expect(bare.jobs.map((job) => job.bytes)).toEqual([undefined, undefined]);
          expect(full.jobs.map((job) => job.bytes?.payload.length)).toEqual([limits.scanBytesMax, undefined]);
          expect(full.jobs.map((job) => job.bytes?.isCorrupt)).toEqual([false, undefined]);
          const [short] = full.jobs;
          if (short === undefined) throw new Error("no job");
          expect(await store.transact("committed", (tx) => tx.lists.read(short))).toEqual(short.bytes);
        }
      },
    );

    onStore(subject, "§3 an operation keeps how far it got over a restart, and goes at its end", async ({ opened, reopen }) => {
      await add(opened.store, "one", { scheduledAt: 1 });
      const asked = { cmd: "kill", target: "scheduled", filter: '{"jobtype":"x"}' } as const;
      const { no, ...begun } = await opened.store.transact("synced", (tx) => tx.operations.begin(asked));
      expect(begun).toMatchObject({ ...asked, done: 0, total: 1 });
      for (const done of [2, 3]) await opened.store.transact("committed", (tx) => tx.operations.advance(no, { cursor: `1|${done}`, done }));
      const { store } = await reopen();
      expect(await store.transact("committed", (tx) => tx.operations.running())).toEqual([no]);
      expect(await store.transact("committed", (tx) => tx.operations.find(no))).toMatchObject({
        ...asked,
        cursor: "1|3",
        done: 5,
        total: 1,
      });
      await store.transact("committed", (tx) => tx.operations.advance(no, { cursor: undefined, done: 0 }));
      expect(await store.transact("committed", (tx) => tx.operations.running())).toEqual([]);
      expect(await store.transact("committed", (tx) => tx.operations.find(no))).toBeUndefined();
    });
  });
}

async function scanAll(store: Store, list: ListName, { start, freeze }: { start: Cursor; freeze: number }): Promise<string[]> {
  const jids: string[] = [];
  for (let after: Cursor | undefined = start; after !== undefined;) {
    const from: Cursor = after;
    const page = await store.transact("committed", (tx) => tx.lists.scan(list, { after: from, freeze, limit: 2 }));
    jids.push(...page.jobs.map((job) => job.jid));
    after = page.next;
  }
  return jids;
}
