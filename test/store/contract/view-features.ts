import { describe, expect } from "bun:test";
import type { CallbackKind } from "../../../src/job/batch.ts";
import { trait } from "../../../src/job/traits.ts";
import { limits } from "../../../src/limits.ts";
import type { Store } from "../../../src/store/store.ts";
import { add, reserve } from "./a-job.ts";
import type { Subject } from "./contract.ts";
import { onStore } from "./on-store.ts";

const callback = (jid: string) => new TextEncoder().encode(JSON.stringify({ jid, jobtype: "After", args: [], queue: "after" }));

/** Makes a batch, and commits it where `commit` says so. */
async function make(store: Store, bid: string, { parent, commit = false }: { parent?: string; commit?: boolean } = {}): Promise<void> {
  const callbacks = new Map<CallbackKind, Uint8Array>([["success", callback(`after-${bid}`)]]);
  await store.transact("synced", (tx) =>
    tx.batches.create({ bid, callbacks, description: `batch ${bid}`, ...(parent === undefined ? {} : { parent }) }),
  );
  if (commit) await store.transact("synced", (tx) => tx.batches.setOpen(bid, false));
}

/** A job of a batch. */
async function join(store: Store, jid: string, bid: string): Promise<number> {
  const id = await add(store, jid, { traits: trait.batched });
  await store.transact("synced", (tx) => tx.batches.join(id, bid));
  return id;
}

/** §8 what pages show of the features (spec §6): each part bounded. */
export function viewFeaturesContract(name: string, subject: Subject): void {
  describe(`${name}: reading what belongs to features`, () => {
    onStore(subject, "§8 the last 20 runs of each cron entry that is asked for, the newest first", async ({ opened: { store } }) => {
      await store.transact("synced", async (tx) => {
        for (let id = 1; id <= 50; id += 1)
          await tx.cron.ran({ id, name: id % 2 === 0 ? "even" : "odd", at: id, jid: `job-${id}`, standing: "success", changed: id });
        await tx.cron.stands(50, "failed");
      });
      const runs = await store.read((view) => view.cronRuns(["even", "none"]));
      expect(runs).toHaveLength(limits.cronRunsKept);
      expect(runs[0]).toMatchObject({ id: 50, name: "even", at: 50, jid: "job-50", standing: "failed" });
      expect(runs.every((run) => run.name === "even")).toBe(true);
    });

    onStore(subject, "§8 batches within no other: those that run first, by cursor, whatever the cursor is", async ({ opened, clock }) => {
      const { store } = opened;
      for (const bid of ["b-1", "b-2", "b-3"]) {
        await clock.advance(1_000);
        await make(store, bid);
      }
      await make(store, "b-child", { parent: "b-1" });
      await join(store, "one", "b-1");
      await store.transact("synced", (tx) => tx.batches.setOpen("b-1", false));
      const part = (after: string, limit = 2) => store.read((view) => view.batches({ after, limit }));
      const first = await part("");
      expect(first.batches.map(({ bid, children }) => [bid, children])).toEqual([
        ["b-1", 1],
        ["b-3", 0],
      ]);
      const second = await part(first.next ?? "none");
      expect([second.batches.map(({ bid }) => bid), second.next]).toEqual([["b-2"], undefined]);
      for (const none of ["none", "~", "99999999999999999999~b-1"]) expect((await part(none, 9)).batches).toHaveLength(3);
    });

    onStore(subject, "§8 a batch with those around it, its callbacks and their jobs", async ({ opened: { store } }) => {
      await make(store, "b-top");
      await make(store, "b-mid", { parent: "b-top" });
      await make(store, "b-low", { parent: "b-mid", commit: true });
      const family = await store.read((view) => view.batch("b-mid"));
      expect(family?.batch).toMatchObject({ bid: "b-mid", parent: "b-top", description: "batch b-mid", children: 1 });
      expect(family?.above.map(({ bid }) => bid)).toEqual(["b-top"]);
      expect(family?.below.map(({ bid, depth, success }) => [bid, depth, success])).toEqual([["b-low", 1, "enqueued"]]);
      const waiting = { kind: "success", job: { jid: "after-b-mid", jobtype: "After", queue: "after" } } as const;
      expect(family?.callbacks).toEqual([{ kind: "complete" }, waiting, { kind: "death" }]);
      const id = await add(store, "after-b-low", { jobtype: "After", queue: "after" });
      await store.transact("synced", (tx) => tx.batches.called({ bid: "b-low", kind: "success", job: callback("") }, id));
      const low = await store.read((view) => view.batch("b-low"));
      expect(low?.callbacks[1]).toEqual({ kind: "success", job: { jid: "after-b-low", jobtype: "After", queue: "after" } });
      expect(await store.read((view) => view.batch("b-none"))).toBeUndefined();
    });

    onStore(subject, "§8 of a large family a part, the nearest first, and how many children there are", async ({ opened: { store } }) => {
      await make(store, "b-top");
      for (let n = 0; n < limits.batchChildrenShownMax + 5; n += 1) await make(store, `b-${n}`, { parent: "b-top" });
      for (let n = 0; n < limits.batchesBelowMax; n += 1) await make(store, `b-0-${n}`, { parent: `b-${n % 10}` });
      const family = await store.read((view) => view.batch("b-top"));
      expect(family?.childrenShown).toBe(limits.batchChildrenShownMax);
      expect(family?.batch.children).toBe(limits.batchChildrenShownMax + 5);
      expect(family?.below.length).toBeLessThanOrEqual(limits.batchesBelowMax);
      expect(family?.below.some(({ depth }) => depth === 2)).toBe(true);
    });

    onStore(subject, "§8 the failed jobs of a batch, and what a job uses of the features", async ({ opened: { store }, clock }) => {
      await make(store, "b-1");
      await make(store, "b-2");
      for (const bid of ["b-1", "b-2"]) await join(store, `job-of-${bid}`, bid);
      for (let held = await reserve(store); held !== undefined; held = await reserve(store)) {
        const { id } = held;
        const job = held;
        await store.transact("synced", async (tx) => {
          await tx.jobs.move(job, { place: "dead", at: clock.wall() });
          await tx.batches.ran(id, { what: "failed", hasDied: true });
        });
      }
      const failed = (bid: string, set: "retries" | "dead") => store.read((view) => view.failedOf({ bid, set, limit: 9 }));
      expect((await failed("b-1", "dead")).map(({ jid }) => jid)).toEqual(["job-of-b-1"]);
      expect(await failed("b-1", "retries")).toEqual([]);
      const [row] = await failed("b-2", "dead");
      expect((await store.read((view) => view.job(row?.handle ?? "")))?.uses).toMatchObject({ batch: { bid: "b-2", failed: 1 } });
    });

    onStore(subject, "§8 reserved jobs by their number, with what a worker said of one that is tracked", async ({ opened: { store } }) => {
      const [plain, tracked] = [await add(store, "plain"), await add(store, "tracked", { traits: trait.tracked })];
      const waiting = await add(store, "waiting", { queue: "other" });
      await store.transact("synced", (tx) => tx.tracks.moved("tracked", "enqueued", true));
      await Promise.all([reserve(store), reserve(store)]);
      await store.transact("synced", (tx) => tx.tracks.update("tracked", "worker", { percent: 38.5, desc: "page 19", result: "[1]" }));
      const held = await store.read((view) => view.held([tracked, waiting, plain, 999]));
      expect(held.map(({ jid }) => jid)).toEqual(["tracked", "plain"]);
      expect(held[0]?.track).toMatchObject({ percent: 38.5, desc: "page 19", result: "[1]" });
      expect(held[1]?.track).toBeUndefined();
      expect((await store.read((view) => view.running({ skip: 0, limit: 9 }))).map(({ track }) => track?.percent)).toEqual([
        undefined,
        38.5,
      ]);
    });

    onStore(subject, "§8 a job holds its lock, and has its cron entry, while it is stored", async ({ opened: { store } }) => {
      const id = await add(store, "one", { traits: trait.unique | trait.cron | trait.callback });
      const until = await store.transact("synced", async (tx) => {
        await tx.locks.take(new Uint8Array([1]), id, tx.steady + 9_000_000);
        await tx.cron.ran({ id, name: "nightly", at: 1, jid: "one", standing: "enqueued", changed: 1 });
        await tx.batches.called({ bid: "b-1", kind: "complete", job: callback("") }, id);
        return tx.steady + 9_000_000;
      });
      const part = await store.read((view) => view.page({ list: "queue:default", order: "first", from: { after: "" }, size: 1, limit: 1 }));
      const job = await store.read((view) => view.job(part?.jobs[0]?.handle ?? ""));
      expect(job?.uses).toEqual({ lockedUntil: until, cron: "nightly", callback: { bid: "b-1", kind: "complete" } });
    });
  });
}
