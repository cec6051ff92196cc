import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { limits } from "../../../src/limits.ts";
import type { SearchAsk } from "../../../src/store/ports/view.ts";
import { databaseName } from "../../../src/store/sqlite/database.ts";
import { Reading } from "../../../src/store/sqlite/reading.ts";
import { add, reserve } from "../contract/a-job.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { openIn, temporaryDirectory } from "./storage.ts";

const page = { list: "dead", order: "first", from: { skip: 0 }, size: 0, limit: 25 } as const;
const search: SearchAsk = {
  list: "queue:default",
  order: "first",
  after: "",
  filter: {},
  limit: 9,
  isCounting: false,
  rowsMax: 9,
  msMax: 99,
};

test("§8 pages that read hold no part of the log, whatever they read", async () => {
  const directory = temporaryDirectory();
  const store = openIn(directory, manualClock());
  for (const jid of ["one", "two"]) await add(store, jid);
  await reserve(store, "default", "w");
  await store.read(async (view) => {
    const found = await view.search({ ...search, filter: { words: ["two"] } });
    await view.job(found?.jobs[0]?.handle ?? "");
    await view.page({ ...page, list: "queue:default" });
    await Promise.all([view.keyed({ set: "dead", at: 1, jid: "x" }), view.running({ skip: 0, limit: 9 }), view.busy(undefined)]);
    await Promise.all([view.history(9), view.operations({ since: 0, limit: 9 })]);
  });
  const other = new Database(join(directory, databaseName));
  expect(other.query("PRAGMA wal_checkpoint(TRUNCATE)").get()).toEqual({ busy: 0, log: 0, checkpointed: 0 });
  other.close();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

test("§8 so many reads wait at most; closing refuses those that wait, and answers those that were begun", async () => {
  const directory = temporaryDirectory();
  const store = openIn(directory, manualClock());
  const reading = new Reading(directory);
  const all = Array.from({ length: limits.readsAtOnceMax + limits.readsWaitingMax + 1 }, () => reading.view.page(page));
  await expect(all.at(-1)).rejects.toThrow("too many pages are read just now");
  const closing = reading.close();
  const ends = await Promise.allSettled(all);
  expect(ends.filter((end) => end.status === "fulfilled")).toHaveLength(limits.readsAtOnceMax);
  await closing;
  await expect(reading.view.page(page)).rejects.toThrow("the storage is closed");
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

test("§8 searches wait behind all else, and only so many of them", async () => {
  const directory = temporaryDirectory();
  const store = openIn(directory, manualClock());
  const reading = new Reading(directory);
  const ended: string[] = [];
  const searches = Array.from({ length: limits.readsAtOnceMax + limits.searchesWaitingMax + 1 }, () => reading.view.search(search));
  const pages = [reading.view.page(page), reading.view.page(page)];
  await expect(searches.pop()).rejects.toThrow("too many pages are searched just now");
  const all = [...searches.map((each) => [each, "search"] as const), ...pages.map((each) => [each, "page"] as const)];
  await Promise.all(all.map(([each, name]) => each.then(() => ended.push(name))));
  expect(ended.slice(0, limits.readsAtOnceMax + 3)).toEqual(["search", "search", "page", "page", "search"]);
  await reading.close();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

test("§5 a read that meets trouble says so, and the next one is tried again", async () => {
  const directory = temporaryDirectory();
  const reading = new Reading(directory);
  writeFileSync(join(directory, databaseName), "no database, for a while".repeat(1_000));
  await expect(reading.view.page(page)).rejects.toThrow("storage is corrupt");
  rmSync(join(directory, databaseName));
  const store = openIn(directory, manualClock());
  expect(await reading.view.page(page)).toEqual({ jobs: [], isEstimated: false });
  await reading.close();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});
