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
      await store.transact("synced", async (tx) => {
        await tx.queues.remove("default");
        while ((await tx.jobs.sweep(99)).hasMore);
      });
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

    onStore(
      subject,
      "§3 an operation keeps how far it got over a restart, and is kept for a while after its end",
      async ({ opened, reopen, clock }) => {
        await add(opened.store, "one", { scheduledAt: 1 });
        const asked = { cmd: "kill", target: "scheduled", filter: '{"jobtype":"x"}', by: "ana" } as const;
        const { no, ...begun } = await opened.store.transact("synced", (tx) => tx.operations.begin(asked));
        expect(begun).toMatchObject({ ...asked, done: 0, total: 1 });
        for (const done of [2, 3])
          await opened.store.transact("committed", (tx) => tx.operations.advance(no, { cursor: `1|${done}`, done, looked: 10 }));
        const { store } = await reopen();
        expect(await store.transact("committed", (tx) => tx.operations.running())).toEqual([no]);
        expect(await store.transact("committed", (tx) => tx.operations.find(no))).toMatchObject({
          ...asked,
          cursor: "1|3",
          done: 5,
          looked: 20,
          total: 1,
        });
        await store.transact("committed", (tx) => tx.operations.advance(no, { cursor: undefined, done: 0, looked: 1 }));
        expect(await store.transact("committed", (tx) => tx.operations.running())).toEqual([]);
        expect(await store.transact("committed", (tx) => tx.operations.find(no))).toBeUndefined();
        expect(await store.transact("committed", (tx) => tx.operations.cancel(no))).toBe(false);
        const kept = await store.read((view) => view.operations({ limit: 9, since: 0 }));
        expect(kept).toEqual([{ ...asked, no, state: "done", started: clock.wall(), ended: clock.wall(), done: 5, looked: 21, total: 1 }]);
      },
    );

    onStore(subject, "§8 an operation is ended where it is, and forgotten after a week", async ({ opened: { store }, clock }) => {
      const asked = { cmd: "kill", target: "dead", filter: "x".repeat(2 * limits.shownFilterCharactersMax), by: "ana" } as const;
      const begin = () => store.transact("synced", (tx) => tx.operations.begin(asked, { freeze: 3 }));
      const { no, freeze } = await begin();
      expect(freeze).toBe(3);
      const running = await store.read((view) => view.operations({ no, limit: 1, since: 0 }));
      expect(running[0]).toMatchObject({ no, state: "running", filter: asked.filter.slice(0, limits.shownFilterCharactersMax) });
      expect(await store.transact("synced", (tx) => tx.operations.cancel(no))).toBe(true);
      expect(await store.transact("synced", (tx) => tx.operations.cursor(no))).toBeUndefined();
      expect(await store.transact("synced", (tx) => tx.operations.running())).toEqual([]);
      expect((await store.read((view) => view.operations({ no, limit: 1, since: 0 })))[0]?.state).toBe("cancelled");
      await clock.advance((limits.operationsKeptDays + 1) * 86_400_000);
      const { no: later } = await begin();
      expect((await store.read((view) => view.operations({ limit: 9, since: clock.wall() }))).map((one) => one.no)).toEqual([later]);
      await store.transact("synced", (tx) => tx.operations.cancel(later));
      expect((await store.read((view) => view.operations({ limit: 9, since: 0 }))).map((one) => one.no)).toEqual([later]);
    });

    onStore(subject, "§8 of the operations that ended so many are kept", async ({ opened: { store } }) => {
      await store.transact("synced", async (tx) => {
        for (let n = 0; n < limits.operationsKeptMax + 5; n++) {
          const { no } = await tx.operations.begin({ cmd: "kill", target: "dead", filter: "{}", by: "" });
          await tx.operations.advance(no, { cursor: undefined, done: 0, looked: 0 });
        }
      });
      expect(await store.read((view) => view.operations({ limit: 1_000, since: 0 }))).toHaveLength(limits.operationsKeptMax);
    });

    onStore(subject, "§8 a job is found by its handle while it stays where it was", async ({ opened: { store } }) => {
      await add(store, "queued");
      await add(store, "later", { scheduledAt: 7 });
      const find = (handle: string) => store.transact("committed", (tx) => tx.lists.find(handle));
      const handles = await Promise.all((["queue:default", "scheduled"] as const).map((list) => handleIn(store, list)));
      const jobs = await Promise.all(handles.map(find));
      expect(jobs.map((job) => [job?.jid, job?.place])).toEqual([
        ["queued", "queued"],
        ["later", "scheduled"],
      ]);
      const held = await reserve(store, "default", "w");
      const [working] = await store.transact("committed", (tx) => tx.lists.reserved("queued"));
      expect((await find(working ?? ""))?.id).toBe(held?.id ?? -1);
      expect(await find(handles[0] ?? "")).toBeUndefined();
      const [, later] = jobs;
      if (later !== undefined) await store.transact("committed", (tx) => tx.jobs.move(later, { place: "queued" }));
      expect(await find(handles[1] ?? "")).toBeUndefined();
      for (const none of ["", "dead~1", "queued~none~1~1~1", "working~1~%", "nowhere~1~1"]) expect(await find(none)).toBeUndefined();
    });
  });
}

async function handleIn(store: Store, list: ListName): Promise<string> {
  const part = await store.read((view) => view.page({ list, order: "first", from: { after: "" }, size: 1, limit: 1 }));
  return part?.jobs[0]?.handle ?? "none";
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
