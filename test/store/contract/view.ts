import { describe, expect } from "bun:test";
import type { ListName } from "../../../src/store/ports/lists.ts";
import type { SearchAsk } from "../../../src/store/ports/view.ts";
import type { Store } from "../../../src/store/store.ts";
import { add, reserve } from "./a-job.ts";
import type { Subject } from "./contract.ts";
import { onStore } from "./on-store.ts";

type Order = "first" | "last";

/** §8 reading for pages: what was committed, a part at a time, wherever it is. */
export function viewContract(name: string, subject: Subject): void {
  describe(`${name}: reading for pages`, () => {
    onStore(subject, "§8 a page of a list, in its order and from its end, by number and by cursor", async ({ opened: { store } }) => {
      for (let second = 1; second <= 5; second++) await add(store, `at-${second}`, { scheduledAt: second * 1_000_000 });
      const at = (jids: readonly number[]) => jids.map((second) => `at-${second}`);
      expect(await pages(store, "scheduled", "first", 2)).toEqual([at([1, 2]), at([3, 4]), at([5])]);
      expect(await pages(store, "scheduled", "last", 2)).toEqual([at([5, 4]), at([3, 2]), at([1])]);
      const skipped = { list: "scheduled", order: "first", from: { skip: 3 }, size: 5, limit: 9 } as const;
      expect((await store.read((view) => view.page(skipped)))?.jobs.map((job) => job.jid)).toEqual(at([4, 5]));
      expect(await pages(store, "dead", "first", 2)).toEqual([[]]);
    });

    onStore(subject, "§8 a queue is read in run order, and shows what a list shows of each job", async ({ opened: { store }, clock }) => {
      for (const jid of ["one", "two", "three"]) await add(store, jid, { jobtype: `Type-${jid}` });
      await add(store, "elsewhere", { queue: "other" });
      expect(await pages(store, "queue:default", "first", 2)).toEqual([["one", "two"], ["three"]]);
      expect(await pages(store, "queue:default", "last", 2)).toEqual([["three", "two"], ["one"]]);
      const part = await store.read((view) => view.page({ list: "queue:default", order: "first", from: { after: "" }, size: 3, limit: 1 }));
      expect(part?.jobs[0]).toMatchObject({ place: "queued", at: clock.wall(), jobtype: "Type-one", queue: "default" });
      expect(part?.jobs[0]?.glance).toEqual({ shownType: "Type-one", args: '["x"]', isArgsCut: false });
      expect(
        await store.read((view) => view.page({ list: "queue:none", order: "first", from: { skip: 0 }, size: 0, limit: 1 })),
      ).toBeUndefined();
    });

    onStore(subject, "§8 what was removed or flushed is not read, also before it is swept", async ({ opened: { store } }) => {
      await add(store, "queued");
      await add(store, "later", { scheduledAt: 7 });
      const handles = await Promise.all((["queue:default", "scheduled"] as const).map((list) => handleIn(store, list)));
      await store.transact("synced", (tx) => tx.queues.remove("default"));
      await add(store, "again");
      expect(await pages(store, "queue:default", "first", 9)).toEqual([["again"]]);
      expect(await store.read((view) => view.job(handles[0] ?? ""))).toBeUndefined();
      await store.transact("synced", (tx) => tx.jobs.clear());
      expect(await pages(store, "scheduled", "first", 9)).toEqual([[]]);
      expect(await store.read((view) => view.job(handles[1] ?? ""))).toBeUndefined();
    });

    onStore(subject, "§8 a job is found by its handle, also where it has moved since", async ({ opened: { store }, clock }) => {
      await add(store, "mover", { jobtype: "Moving" });
      const handle = await handleIn(store, "queue:default");
      const where = async () => {
        const job = await store.read((view) => view.job(handle));
        return job && [job.place, job.jid, new TextDecoder().decode(job.payload).includes('"jid":"mover"')];
      };
      expect(await where()).toEqual(["queued", "mover", true]);
      const held = await reserve(store, "default", "w-1");
      if (held === undefined) throw new Error("no job");
      expect(await where()).toEqual(["working", "mover", true]);
      expect((await store.read((view) => view.running({ wid: "w-1", skip: 0, limit: 9 })))[0]).toMatchObject({
        jid: "mover",
        lease: { wid: "w-1", until: clock.wall() + 1_800_000_000 },
      });
      expect(await store.read((view) => view.running({ wid: "w-2", skip: 0, limit: 9 }))).toEqual([]);
      expect(await store.read((view) => view.busy(undefined))).toEqual([{ wid: "w-1", count: 1 }]);
      await store.transact("synced", (tx) => tx.jobs.move(held, { place: "dead", at: clock.wall() }));
      expect(await where()).toEqual(["dead", "mover", true]);
      expect(await store.read((view) => view.keyed({ set: "dead", at: clock.wall(), jid: "mover" }))).toBe(await handleIn(store, "dead"));
      expect(await store.read((view) => view.keyed({ set: "dead", at: clock.wall() + 1, jid: "mover" }))).toBeUndefined();
      for (const none of ["", "dead", "dead~x~1", "gone~1~2", "queued~1~2", "working~99"]) {
        expect(await store.read((view) => view.job(none))).toBeUndefined();
      }
    });

    onStore(subject, "§8 a search is bounded, goes on where it ended, and passes over what came later", async ({ opened: { store } }) => {
      for (let n = 0; n < 10; n++) await add(store, `jid-${n}`, { jobtype: n % 2 === 0 ? "Even" : "Odd", scheduledAt: n + 1 });
      const { freeze } = await store.transact("committed", (tx) => tx.lists.end("scheduled"));
      await add(store, "late", { jobtype: "Even", scheduledAt: 3 });
      const found = await store.read((view) => view.search(ask({ filter: { type: "Ev*" }, limit: 2 })));
      expect([found?.jobs.map((job) => job.jid), found?.looked, found?.next !== undefined]).toEqual([["jid-0", "jid-2"], 3, true]);
      const rest = await store.read((view) => view.search(ask({ filter: { type: "Even" }, after: found?.next ?? "", freeze })));
      expect([rest?.jobs.map((job) => job.jid), rest?.next]).toEqual([["jid-4", "jid-6", "jid-8"], undefined]);
      const bounded = await store.read((view) => view.search(ask({ filter: { jid: "jid-9" }, rowsMax: 4 })));
      expect([bounded?.count, bounded?.looked, bounded?.next !== undefined]).toEqual([0, 4, true]);
      const counted = await store.read((view) => view.search(ask({ filter: {}, limit: 1, isCounting: true, freeze })));
      expect([counted?.jobs.length, counted?.count, counted?.next]).toEqual([1, 10, undefined]);
      const backwards = await store.read((view) => view.search(ask({ filter: { words: ['"jid":"jid-3"'] }, order: "last" })));
      expect(backwards?.jobs.map((job) => job.jid)).toEqual(["jid-3"]);
      expect(await store.read((view) => view.search(ask({ list: "queue:none" })))).toBeUndefined();
    });

    onStore(subject, "§8 a queue is searched by type, jid and the text of its payloads", async ({ opened: { store } }) => {
      for (const jid of ["one", "two", "three"]) await add(store, jid, { jobtype: `Type-${jid}`, size: jid.length });
      for (const filter of [
        { type: "Type-t*" },
        { jid: "two" },
        { words: ["xxxxx"] },
        { queue: "default", words: ['"two"'] },
        { queue: "x" },
      ]) {
        const found = await store.read((view) => view.search(ask({ list: "queue:default", filter })));
        expect(found?.jobs.map((job) => job.jid)).toEqual(["one", "two", "three"].filter((jid) => matchesByHand(jid, filter)));
      }
    });

    onStore(subject, "§8 the history is what was counted, newest first", async ({ opened: { store }, clock }) => {
      await store.transact("committed", (tx) => tx.counters.settled(false));
      await clock.advance(86_400_000);
      await store.transact("committed", (tx) => tx.counters.settled(true));
      const days = await store.read((view) => view.history(180));
      expect(days.map(({ processed, failures }) => [processed, failures])).toEqual([
        [1, 1],
        [1, 0],
      ]);
      expect(await store.read((view) => view.history(1))).toEqual(days.slice(0, 1));
    });
  });
}

function matchesByHand(jid: string, filter: SearchAsk["filter"]): boolean {
  if (filter.type !== undefined) return jid.startsWith("t");
  if (filter.jid !== undefined) return jid === filter.jid;
  return filter.queue === "x" ? false : filter.queue === undefined ? jid === "three" : jid === "two";
}

function ask(more: Partial<SearchAsk>): SearchAsk {
  return { list: "scheduled", order: "first", after: "", filter: {}, limit: 9, isCounting: false, rowsMax: 100, msMax: 5_000, ...more };
}

async function pages(store: Store, list: ListName, order: Order, limit: number): Promise<string[][]> {
  const found: string[][] = [];
  for (let after: string | undefined = ""; after !== undefined;) {
    const from: { after: string } = { after };
    const part = await store.read((view) => view.page({ list, order, from, size: 0, limit }));
    found.push(part?.jobs.map((job) => job.jid) ?? []);
    after = part?.next;
  }
  return found;
}

async function handleIn(store: Store, list: ListName): Promise<string> {
  const part = await store.read((view) => view.page({ list, order: "first", from: { after: "" }, size: 1, limit: 1 }));
  return part?.jobs[0]?.handle ?? "none";
}
