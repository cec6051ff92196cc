import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { limits } from "../../../src/limits.ts";
import { databaseName } from "../../../src/store/sqlite/database.ts";
import type { SqliteOptions, SqliteStore } from "../../../src/store/sqlite/store.ts";
import { systemClock } from "../../../src/clock.ts";
import { manualClock, type ManualClock } from "../../support/manual-clock.ts";
import { add, aJob, drain, reserve } from "../contract/a-job.ts";
import { openIn, temporaryDirectory } from "./storage.ts";

/** One test on a store with a manual clock. */
async function onSqlite(
  options: Partial<SqliteOptions>,
  body: (store: SqliteStore, clock: ManualClock, directory: string) => Promise<void>,
): Promise<void> {
  const directory = temporaryDirectory();
  const clock = manualClock();
  const store = openIn(directory, clock, options);
  try {
    await body(store, clock, directory);
    expect(store.differencesFromRebuild()).toEqual([]);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Moves all that is due to its queue, as the engine does, while the clock moves on: the milliseconds until the last one was there. What
 * the answer waits for besides, a sync of the real disk, takes no time of this clock.
 */
async function promotedWithin(store: SqliteStore, clock: ManualClock): Promise<number> {
  const start = clock.monotonic();
  let end: number | undefined;
  const promoted = store.inSlices("timed", async (tx) => {
    const due = await tx.jobs.due("scheduled", tx.now, limits.sliceRows);
    for (const job of due) await tx.jobs.move(job, { place: "queued" });
    if (due.length === limits.sliceRows) return true;
    tx.afterCommit(() => (end = clock.monotonic()));
    return false;
  });
  while (end === undefined && clock.monotonic() - start < 10_000) await clock.advance(10);
  await promoted;
  return (end ?? Infinity) - start;
}

describe("turns", () => {
  test("§5 a work that swallows an error of the database is undone all the same", () =>
    onSqlite({}, async (store, _clock, directory) => {
      await add(store, "first");
      const other = new Database(join(directory, databaseName));
      other.run("CREATE TRIGGER planted BEFORE INSERT ON jobs WHEN NEW.jid = 'refused' BEGIN SELECT raise(ABORT, 'planted'); END");
      other.close();
      const swallowing = store.transact("synced", async (tx) => {
        await tx.jobs.add(aJob("before it"));
        await tx.jobs.add(aJob("refused")).catch(() => undefined);
        await tx.jobs.add(aJob("after it"));
      });
      const beside = add(store, "beside");
      await expect(swallowing).rejects.toThrow("planted");
      await beside;
      expect(await drain(store)).toEqual(["first", "beside"]);
    }));

  test("§5 a work that awaits anything but its Tx fails, loudly, and hurts no other", () =>
    onSqlite({}, async (store) => {
      const astray = store.transact("synced", async (tx) => {
        await tx.jobs.add(aJob("astray"));
        await new Promise<void>((resolve) => setImmediate(resolve));
        await tx.jobs.add(aJob("astray too"));
      });
      const beside = add(store, "beside");
      await expect(astray).rejects.toThrow("bug: a work awaited something");
      await beside;
      expect(await drain(store)).toEqual(["beside"]);
    }));

  test("§4 due jobs are promoted within a second, though a sync is always in flight", () =>
    onSqlite({ durability: "power" }, async (store, clock) => {
      for (let index = 0; index < 500; index++) await add(store, `due-${index}`, { scheduledAt: 1_000_000 });
      let isDone = false;
      const busy = Array.from({ length: 3 }, async (_, lane) => {
        for (let push = 0; !isDone; push++) await add(store, `push-${lane}-${push}`, { queue: "busy" });
      });
      expect(await promotedWithin(store, clock)).toBeLessThan(1000);
      isDone = true;
      await Promise.all(busy);
      expect((await drain(store)).length).toBe(500);
    }));

  test("§4 due jobs are promoted within a second, though a reader holds the log and it is long", () =>
    onSqlite({ durability: "power" }, async (store, clock, directory) => {
      const reader = new Database(join(directory, databaseName), { readonly: true });
      reader.run("BEGIN");
      reader.query("SELECT count(*) FROM jobs").get();
      await add(store, "due", { scheduledAt: 1_000_000 });
      const long = Math.ceil(limits.logBytesLong / (4 * 1024 * 1024)) + 2;
      for (let push = 0; push < long; push++) {
        await store.transact("synced", (tx) => tx.jobs.add(aJob(`big-${push}`, { queue: "big", size: 4 * 1024 * 1024 })), {
          bytes: 4 * 1024 * 1024,
        });
      }
      expect(statSync(join(directory, `${databaseName}-wal`)).size).toBeGreaterThan(limits.logBytesLong);
      expect(await promotedWithin(store, clock)).toBeLessThan(1000);
      reader.run("COMMIT");
      reader.close();
      expect(await drain(store)).toEqual(["due"]);
    }));

  test("§5 trouble is told once and shown by health until a write succeeds, which is tried by itself", () =>
    onTroubled(async (store, clock, setFull, warnings) => {
      setFull(true);
      const push = () => add(store, "big", { size: 2_000_000 });
      await expect(push()).rejects.toThrow("disk full");
      await expect(push()).rejects.toThrow("disk full");
      expect(store.health()).toEqual({ isWritable: false, reason: "disk full" });
      expect(warnings).toEqual(["disk full"]);
      setFull(false);
      await clock.advance(limits.storageRetryMs);
      expect(store.health()).toEqual({ isWritable: true });
      await push();
      expect((await reserve(store))?.jid).toBe("big");
    }));

  test("§5 windows of many queues together stay within their bound, and no job is lost by it", () =>
    onSqlite({}, async (store) => {
      const queues = Array.from({ length: 90 }, (_, index) => `queue-${index}`);
      for (const queue of queues) {
        await add(store, "first", { queue, size: 900_000 });
        await add(store, "second", { queue, size: 10 });
      }
      for (const queue of queues) expect(await drain(store, queue)).toEqual(["first", "second"]);
    }));

  test("§5 the log is copied away while works go on, and starts again at its beginning", async () => {
    const directory = temporaryDirectory();
    const store = openIn(directory, systemClock(), { durability: "power" });
    const size = 500_000;
    for (let push = 0; push < 400; push++) {
      await store.transact("synced", (tx) => tx.jobs.add(aJob(`big-${push}`, { size })), { bytes: size });
      const job = await reserve(store);
      if (job !== undefined) await store.transact("committed", (tx) => tx.jobs.move(job, { place: "gone" }));
    }
    expect(400 * size).toBeGreaterThan(limits.logBytesLong);
    expect(statSync(join(directory, `${databaseName}-wal`)).size).toBeLessThan(limits.logBytesLong);
    expect(store.health()).toEqual({ isWritable: true });
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });
});

/** One test on a store whose database can be kept from growing: SQLite then says that the disk is full. */
async function onTroubled(
  body: (store: SqliteStore, clock: ManualClock, setFull: (isFull: boolean) => void, warnings: string[]) => Promise<void>,
): Promise<void> {
  const opened: Database[] = [];
  const prepare = Database.prototype.prepare;
  const warnings: string[] = [];
  Reflect.set(Database.prototype, "prepare", function (this: Database, ...args: Parameters<typeof prepare>) {
    if (!opened.includes(this)) opened.push(this);
    return Reflect.apply(prepare, this, args);
  });
  try {
    await onSqlite({ warn: (text) => warnings.push(text) }, (store, clock) => {
      Reflect.set(Database.prototype, "prepare", prepare);
      const setFull = (isFull: boolean) => {
        for (const db of opened) db.run(`PRAGMA max_page_count = ${isFull ? 1 : 4_294_967_294}`);
      };
      return body(store, clock, setFull, warnings);
    });
  } finally {
    Reflect.set(Database.prototype, "prepare", prepare);
  }
}
