import { expect, test } from "bun:test";
import type { FollowedBatch } from "./followed.ts";
import { brokenBatches } from "./followed-promises.ts";
import type { BatchRow, BatchTables, MemberRow } from "./followed-tables.ts";
import { Journal, type JournalJob } from "./journal.ts";

const shape = { queue: "crash-followed", retry: 25, isScheduled: false, padding: 0 };

/** A journal of a batch of two jobs, of which one was pushed and acked, the other was handed out, and of its callbacks. */
function story(): { journal: Journal; batch: FollowedBatch; jobs: JournalJob[] } {
  const journal = new Journal();
  const push = (jid: string) => journal.pushed({ ...shape, jid });
  const callbacks = { complete: push("the-complete"), success: push("the-success") };
  const batch = journal.batchMade({ bid: "b-1", name: "the", madeAtMs: 0, pushSent: 0, callbacks });
  const jobs = [push("the-first"), push("the-second")];
  batch.jobs.push(...jobs);
  for (const job of jobs) fetch(journal, job);
  ack(journal, jobs[0]);
  return { journal, batch, jobs };
}

function fetch(journal: Journal, { jid }: JournalJob): void {
  journal.fetched(`{"jid":"${jid}","args":["${jid}", 1.0, ""]}`, journal.tick());
}

function ack(journal: Journal, job: JournalJob | undefined): void {
  if (job !== undefined) journal.settled(job, "ack").answered = journal.tick();
}

function commit(journal: Journal, { turns }: FollowedBatch): void {
  turns.push({ isOpen: false, sent: journal.tick(), answered: journal.tick() });
}

function tables(row: Partial<BatchRow>, ...members: Omit<MemberRow, "hasFailed">[]): BatchTables {
  const whole: BatchRow = { bid: "b-1", isOpen: 0, total: 2, pending: 0, failed: 0, complete: 0, success: 0, ...row };
  const found = Map.groupBy(
    members.map((member) => ({ ...member, hasFailed: 0 as const })),
    ({ jid }) => jid,
  );
  return { batches: new Map([["b-1", whole]]), members: found, faults: [] };
}

const second = { jid: "the-second", place: "working" };
const complete = { jid: "the-complete", place: "queued" };
const success = { jid: "the-success", place: "queued" };

test("§6 a batch that is as its clients know it is whole: while its jobs run, once complete has come, and once success has", () => {
  const { journal, batch, jobs } = story();
  expect(brokenBatches(journal, tables({ isOpen: 1, pending: 1 }, second))).toEqual([]);
  commit(journal, batch);
  expect(brokenBatches(journal, tables({ pending: 1 }, second))).toEqual([]);
  ack(journal, jobs[1]);
  expect(brokenBatches(journal, tables({ complete: 1 }, complete))).toEqual([]);
  if (batch.callbacks.complete !== undefined) fetch(journal, batch.callbacks.complete);
  ack(journal, batch.callbacks.complete);
  expect(brokenBatches(journal, tables({ complete: 2, success: 1 }, success))).toEqual([]);
  expect(journal.broken).toEqual([]);
});

test("§6 what a crash may do to a batch that runs is found: lost, its COMMIT undone, a count that is wrong, a callback before its time", () => {
  const { journal, batch } = story();
  expect(brokenBatches(journal, tables({ isOpen: 0, pending: 1 }, second))).toEqual(["b-1 is committed, and no COMMIT did that"]);
  commit(journal, batch);
  expect(brokenBatches(journal, { ...tables({}), batches: new Map() })).toEqual(["b-1 is lost"]);
  expect(brokenBatches(journal, tables({ isOpen: 1, pending: 1 }, second))).toEqual(["b-1 is open after its COMMIT was answered"]);
  expect(brokenBatches(journal, tables({ pending: 2 }, second))).toEqual([
    "b-1 counts 2 jobs, 2 pending, 0 failed; its jobs are 2, 1 and 0",
  ]);
  expect(brokenBatches(journal, tables({ pending: 1, complete: 1 }, second, complete))).toEqual(["b-1 complete came before its time"]);
  if (batch.callbacks.complete !== undefined) fetch(journal, batch.callbacks.complete);
  expect(journal.broken).toEqual(["the-complete was handed out, but the-second of its batch has not run"]);
});

test("§6 what a crash may do to the callbacks of a batch that has run is found: missing, twice, another one after the ACK", () => {
  const { journal, batch, jobs } = story();
  ack(journal, jobs[1]);
  expect(brokenBatches(journal, tables({ isOpen: 1, complete: 1 }, complete))).toEqual(["b-1 complete came before a COMMIT was sent"]);
  commit(journal, batch);
  expect(brokenBatches(journal, tables({}))).toEqual(["b-1 complete is missing"]);
  expect(brokenBatches(journal, tables({ complete: 1 }))).toEqual(["b-1 complete has the state 1 and should have 0"]);
  expect(brokenBatches(journal, tables({ complete: 1 }, complete, complete))).toEqual([
    "b-1 complete came twice, it is in queued and in queued",
  ]);
  if (batch.callbacks.complete !== undefined) fetch(journal, batch.callbacks.complete);
  expect(brokenBatches(journal, tables({ complete: 1 }, complete))).toEqual(["b-1 complete came twice, it is in queued"]);
  ack(journal, batch.callbacks.complete);
  expect(brokenBatches(journal, tables({ complete: 2 }))).toEqual(["b-1 success is missing"]);
  const working = { ...complete, place: "working" };
  expect(brokenBatches(journal, tables({ complete: 2, success: 1 }, working, success))).toContain(
    "b-1 complete came twice, it is in working",
  );
});

test("§6 a batch that a FLUSH may have taken is passed over", () => {
  const { journal } = story();
  const flush = journal.flushed();
  expect(brokenBatches(journal, { ...tables({}), batches: new Map() })).toEqual([]);
  flush.answered = journal.tick();
  expect(brokenBatches(journal, { ...tables({}), batches: new Map() })).toEqual([]);
});
