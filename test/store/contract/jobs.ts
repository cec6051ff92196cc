import { describe, expect } from "bun:test";
import type { Failure } from "../../../src/job/failure.ts";
import { add, aLease, drain, reserve, sizes } from "./a-job.ts";
import type { Subject } from "./contract.ts";
import { onStore } from "./on-store.ts";

const aFailure: Failure = {
  retryCount: 0,
  remaining: 25,
  failedAt: "2026-01-15T12:00:00Z",
  nextAt: "2026-01-15T12:00:20Z",
  message: "it broke \ud800",
  errtype: "Broken",
  backtrace: ["line one", "line two"],
};

/** §2 Places and moves: each job in exactly one place. */
export function jobsContract(name: string, subject: Subject): void {
  describe(`${name}: jobs`, () => {
    queueing(subject);
    settling(subject);
    timing(subject);
  });
}

function queueing(subject: Subject): void {
  onStore(subject, "§3 a queue is first in, first out, over more jobs than are kept in memory", async ({ opened: { store } }) => {
    const jids = Array.from({ length: 1300 }, (_, index) => `job-${index}`);
    for (const jid of jids.slice(0, 700)) await add(store, jid);
    const first = [await reserve(store), await reserve(store)].map((job) => job?.jid);
    await Promise.all(jids.slice(700).map((jid) => add(store, jid)));
    expect([...first, ...(await drain(store))]).toEqual(jids);
  });

  onStore(subject, "§3 long payloads are handed out in order as well", async ({ opened: { store } }) => {
    const jids = Array.from({ length: 9 }, (_, index) => `job-${index}`);
    for (const jid of jids) await add(store, jid, { size: 400_000 });
    expect(await drain(store)).toEqual(jids);
  });

  onStore(subject, "§2 what is handed out are the bytes that were pushed, with when it was enqueued", async ({ opened, reopen, clock }) => {
    await add(opened.store, "bytes", { size: 5 });
    clock.jump(60_000);
    const job = await reserve((await reopen()).store);
    expect(new TextDecoder().decode(job?.payload)).toBe('{"jid":"bytes","jobtype":"Test","args":["xxxxx"],"queue":"default","retry":25}');
    expect(job?.enqueuedAt).toBe(clock.wall() - 60_000_000);
    expect(job?.isCorrupt).toBe(false);
  });

  onStore(subject, "§2 the same jid pushed twice is two jobs, each with an id of its own", async ({ opened: { store } }) => {
    const ids = [await add(store, "twin"), await add(store, "twin")];
    expect(new Set(ids).size).toBe(2);
    expect(await drain(store)).toEqual(["twin", "twin"]);
    expect(await sizes(store)).toMatchObject({ queued: 0, working: 2 });
  });

  onStore(subject, "§5 ids never repeat, not even after all jobs are gone and the storage was opened again", async ({ opened, reopen }) => {
    const first = await add(opened.store, "one");
    const job = await reserve(opened.store);
    if (job !== undefined) await opened.store.transact("committed", (tx) => tx.jobs.move(job, { place: "gone" }));
    expect(await add((await reopen()).store, "two")).toBeGreaterThan(first);
  });
}

function settling(subject: Subject): void {
  onStore(subject, "§2 ACK and FAIL find the oldest reservation of a jid, one held by the same wid first", async ({ opened, reopen }) => {
    for (const wid of ["w1", "w2", "w1"]) {
      await add(opened.store, "twin");
      await reserve(opened.store, "default", wid);
    }
    const find = (wid: string) => opened.store.transact("committed", (tx) => tx.jobs.held("twin", wid));
    const [one, two, other] = [await find("w1"), await find("w2"), await find("nobody")];
    expect([one?.wid, two?.wid, other?.id]).toEqual(["w1", "w2", one?.id]);
    const again = await (await reopen()).store.transact("committed", (tx) => tx.jobs.held("twin", "w1"));
    expect(again?.id).toBe(one?.id);
  });

  onStore(subject, "§3 a move happens once: the second one of the same job is refused", async ({ opened: { store } }) => {
    await add(store, "once");
    const job = await reserve(store);
    if (job === undefined) throw new Error("no job");
    const move = () => store.transact("committed", (tx) => tx.jobs.move(job, { place: "gone" }));
    expect(await Promise.all([move(), move()])).toEqual([true, false]);
    expect(await move()).toBe(false);
  });

  onStore(subject, "§2 a failure stays with its job through retries, its queue, a restart and dead", async ({ opened, reopen, clock }) => {
    await add(opened.store, "fails");
    const job = await reserve(opened.store);
    if (job === undefined) throw new Error("no job");
    const due = clock.wall() + 20_000_000;
    await opened.store.transact("synced", (tx) => tx.jobs.move(job, { place: "retries", at: due, failure: aFailure }));
    const { store } = await reopen();
    expect(await store.transact("committed", (tx) => tx.jobs.due("retries", due - 1, 10))).toEqual([]);
    const [found] = await store.transact("committed", (tx) => tx.jobs.due("retries", due, 10));
    if (found === undefined) throw new Error("no retry");
    expect(found).toMatchObject({ jid: "fails", place: "retries", at: due, queue: "default", jobtype: "Test" });
    expect(await store.transact("committed", (tx) => tx.jobs.move(found, { place: "queued" }))).toBe(true);
    const again = await reserve(store);
    expect(again?.failure).toEqual(aFailure);
    if (again === undefined) throw new Error("no job");
    await store.transact("synced", (tx) =>
      tx.jobs.move(again, { place: "dead", at: clock.wall(), failure: { ...aFailure, retryCount: 1 } }),
    );
    expect(await sizes(store)).toEqual({ scheduled: 0, queued: 0, working: 0, retries: 0, dead: 1 });
    const [died] = await store.transact("committed", (tx) => tx.jobs.due("dead", clock.wall(), 10));
    expect(died !== undefined && (await store.transact("synced", (tx) => tx.jobs.move(died, { place: "gone" })))).toBe(true);
    expect(await sizes(store)).toEqual({ scheduled: 0, queued: 0, working: 0, retries: 0, dead: 0 });
  });

  onStore(subject, "§3 counters: per UTC day, their sums the totals, also after a restart", async ({ opened, reopen, clock }) => {
    const settle = (failed: boolean) => opened.store.transact("committed", (tx) => tx.counters.settled(failed));
    await Promise.all([settle(false), settle(false), settle(true)]);
    clock.jump(12 * 3_600_000);
    await settle(true);
    const read = (tx: Parameters<Parameters<typeof opened.store.transact>[1]>[0]) =>
      Promise.all([tx.counters.totals(), tx.counters.history(9)]);
    const expected = [
      { processed: 4, failures: 2 },
      [
        { day: "2026-01-16", processed: 1, failures: 1 },
        { day: "2026-01-15", processed: 3, failures: 1 },
      ],
    ];
    expect<unknown>(await opened.store.transact("committed", read)).toEqual(expected);
    expect<unknown>(await (await reopen()).store.transact("committed", read)).toEqual(expected);
  });
}

function timing(subject: Subject): void {
  onStore(subject, "§4 due jobs come by their time, as many as were asked for", async ({ opened: { store } }) => {
    await Promise.all([30, 10, 20, 40].map((second) => add(store, `at-${second}`, { scheduledAt: second * 1_000_000 })));
    const due = (until: number, limit: number) => store.transact("committed", (tx) => tx.jobs.due("scheduled", until * 1_000_000, limit));
    expect((await due(30, 10)).map((job) => job.jid)).toEqual(["at-10", "at-20", "at-30"]);
    expect((await due(30, 2)).map((job) => job.jid)).toEqual(["at-10", "at-20"]);
  });

  onStore(subject, "§4 a lease lapses after its time on the monotonic clock, wherever the wall clock jumps", async ({ opened, clock }) => {
    const { store } = opened;
    await add(store, "short", { reserveFor: 60 });
    await add(store, "long");
    await drain(store);
    const lapsed = () => store.transact("committed", async (tx) => (await tx.jobs.lapsed(10)).map((job) => job.jid));
    clock.jump(86_400_000);
    expect(await lapsed()).toEqual([]);
    await clock.advance(59_999);
    expect(await lapsed()).toEqual([]);
    await clock.advance(1);
    expect(await lapsed()).toEqual(["short"]);
    await clock.advance(1_740_000);
    expect(await lapsed()).toEqual(["short", "long"]);
  });

  onStore(subject, "§4 after a restart a reservation is still held for what is left of its time", async ({ opened, reopen, clock }) => {
    await add(opened.store, "held", { reserveFor: 100 });
    await reserve(opened.store);
    await clock.advance(30_000);
    const { store } = await reopen();
    const lapsed = () => store.transact("committed", (tx) => tx.jobs.lapsed(10));
    await clock.advance(69_000);
    expect(await lapsed()).toEqual([]);
    await clock.advance(1_000);
    expect(await lapsed()).toHaveLength(1);
    expect(await store.transact("committed", (tx) => tx.jobs.held("held", aLease().wid))).toMatchObject({ jobtype: "Test", retry: 25 });
  });
}
