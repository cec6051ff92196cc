import { expect, test } from "bun:test";
import { closeSync, openSync, rmSync } from "node:fs";
import { systemClock } from "../../../src/clock.ts";
import { Trouble } from "../../../src/result.ts";
import { Sync } from "../../../src/store/sqlite/sync.ts";
import type { Work } from "../../../src/store/sqlite/work.ts";
import { aJob } from "../../support/engine.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { openIn, temporaryDirectory } from "./storage.ts";

/** A work that waits for its sync, and how it ended. */
function aWaiting(): { work: Work; end: Promise<unknown> } {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  return { work: { answersAfter: "synced", bytes: 0, run: async () => undefined, value: "done", resolve, reject }, end: promise };
}

test("§5 a failed sync is final: all that wait and all that come later are refused, and the process is told to end", async () => {
  // a device that can't be synced
  const log = openSync("/dev/null", "r+");
  const reasons: string[] = [];
  const sync = new Sync(log, manualClock(), { failed: (reason) => reasons.push(reason), idle: () => undefined, willTurn: () => false });
  const [first, second, late] = [aWaiting(), aWaiting(), aWaiting()];
  sync.join([first.work]);
  sync.turnEnded();
  sync.join([second.work]);
  sync.turnEnded();
  for (const end of await Promise.allSettled([first.end, second.end])) {
    expect(end.status === "rejected" && end.reason instanceof Trouble && end.reason.message).toStartWith("storage failed to sync");
  }
  sync.join([late.work]);
  await expect(late.end).rejects.toThrow("storage failed to sync");
  expect(reasons).toHaveLength(1);
  closeSync(log);
});

test("§5 what joins while a sync runs waits for the next one", async () => {
  const log = openSync("package.json", "r");
  const order: string[] = [];
  const events = { failed: (reason: string) => order.push(reason), idle: () => order.push("idle"), willTurn: () => false };
  const sync = new Sync(log, systemClock(), events);
  const [first, second] = [aWaiting(), aWaiting()];
  sync.join([first.work]);
  expect(sync.isBusy).toBe(true);
  sync.turnEnded();
  sync.join([second.work]);
  sync.turnEnded();
  void first.end.then(() => order.push("first"));
  await second.end.then(() => order.push("second"));
  expect(order.filter((label) => label !== "idle")).toEqual(["first", "second"]);
  const { count, p50Ms, maxMs } = sync.spans.summary() ?? { count: 0, p50Ms: 0, maxMs: 0 };
  expect([count, p50Ms > 0, maxMs >= p50Ms]).toEqual([2, true, true]);
  closeSync(log);
});

test("§5 a sync waits for the turn that is about to run, and covers it too", async () => {
  const log = openSync("package.json", "r");
  let willTurn = true;
  const ended = Promise.withResolvers<void>();
  const events = {
    failed: () => undefined,
    idle: () => undefined,
    willTurn: () => {
      ended.resolve();
      return willTurn;
    },
  };
  const sync = new Sync(log, systemClock(), events);
  const [first, second, third] = [aWaiting(), aWaiting(), aWaiting()];
  sync.join([first.work]);
  sync.turnEnded();
  sync.join([second.work]);
  await ended.promise;
  expect([await first.end, sync.spans.summary()?.count, sync.isBusy]).toEqual(["done", 1, true]);
  sync.join([third.work]);
  willTurn = false;
  sync.turnEnded();
  expect([await second.end, await third.end, sync.spans.summary()?.count]).toEqual(["done", "done", 2]);
  expect(sync.isBusy).toBe(false);
  closeSync(log);
});

test("§5 answers come also where the turn that their sync would have waited for fails, or writes nothing", async () => {
  const directory = temporaryDirectory();
  const store = openIn(directory, manualClock(), { durability: "power" });
  const push = (jid: string) => store.transact("synced", (tx) => tx.jobs.add(aJob(jid)));
  for (let round = 0; round < 200; round += 1) {
    const works = [push(`first${round}`)];
    await new Promise((resolve) => setImmediate(resolve));
    works.push(push(`second${round}`));
    await new Promise((resolve) => setImmediate(resolve));
    const last =
      round % 2 === 0
        ? store.transact("synced", () => Promise.reject(new Error("refused")))
        : store.transact("committed", async () => Promise.resolve());
    const ends = await Promise.allSettled([...works, last]);
    expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", round % 2 === 0 ? "rejected" : "fulfilled"]);
  }
  await store.close();
  rmSync(directory, { recursive: true });
});

test("§5 a QUEUE PAUSE that changes nothing is answered only once the pause it found is on stable storage", async () => {
  const directory = temporaryDirectory();
  const store = openIn(directory, manualClock(), { durability: "power" });
  await store.transact("synced", (tx) => tx.jobs.add(aJob("queued")));
  const order: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const pause = (name: string, afterCommit: () => void) =>
    store
      .transact("synced", async (tx) => {
        await tx.queues.setPaused("q", true);
        tx.afterCommit(afterCommit);
      })
      .then(() => order.push(name));
  const first = pause("paused", () => {
    // its sync begins now: the second one runs while it is in flight
    void pause("found paused", () => undefined).then(() => resolve());
  });
  await Promise.all([first, promise]);
  expect(order).toEqual(["paused", "found paused"]);
  await store.close();
  rmSync(directory, { recursive: true });
});
