import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import { type BatchCounts, callbackKinds, type CallbackState } from "../../job/batch.ts";
import type { Batch } from "../ports/batches.ts";
import type { Gate } from "./gate.ts";
import { batchCallbacks, batchCalls, batches, batchJobs } from "./feature-schema.ts";

/** A row of `batches`. */
export type BatchRow = typeof batches.$inferSelect;

const value = sql.placeholder;

/** The statements of the batches port. */
export type BatchStatements = ReturnType<typeof prepareBatches>;

/** Prepares them on an open database; all pass the gate. */
export function prepareBatches(db: BunSQLiteDatabase, gate: Gate) {
  const set = <Name extends string>(name: Name) => sql`${value(name)}`;
  const ofBid = eq(batches.bid, value("bid"));
  const counts = {
    isOpen: set("isOpen"),
    total: set("total"),
    pending: set("pending"),
    failed: set("failed"),
    lost: set("lost"),
    hasDied: set("hasDied"),
    completeHolds: set("completeHolds"),
    successHolds: set("successHolds"),
    complete: set("complete"),
    success: set("success"),
    death: set("death"),
  };
  const made = { level: set("level"), created: set("created"), callbacks: set("callbacks"), until: set("until") };
  const texts = { bid: set("bid"), parent: set("parent"), description: set("description") };
  return {
    find: gate.getter(db.select().from(batches).where(ofBid).prepare()),
    insert: gate.writer(
      db
        .insert(batches)
        .values({ ...texts, ...made, ...counts })
        .prepare(),
    ),
    setCounts: gate.writer(db.update(batches).set(counts).where(ofBid).prepare()),
    setUntil: gate.writer(
      db
        .update(batches)
        .set({ until: set("until") })
        .where(ofBid)
        .prepare(),
    ),
    remove: gate.writer(db.delete(batches).where(ofBid).prepare()),
    due: gate.lister(
      db
        .select()
        .from(batches)
        .where(lte(batches.until, value("until")))
        .orderBy(asc(batches.until))
        .limit(value("limit"))
        .prepare(),
    ),
    ...ofJobs(db, gate),
  };
}

function ofJobs(db: BunSQLiteDatabase, gate: Gate) {
  const jobs = { byId: eq(batchJobs.id, value("id")), columns: { bid: batchJobs.bid, failed: batchJobs.failed } };
  const ofCall = and(eq(batchCallbacks.bid, value("bid")), eq(batchCallbacks.kind, value("kind")));
  return {
    insertJob: gate.writer(
      db
        .insert(batchJobs)
        .values({ id: value("id"), bid: value("bid"), failed: 0 })
        .prepare(),
    ),
    findJob: gate.getter(db.select(jobs.columns).from(batchJobs).where(jobs.byId).prepare()),
    failJob: gate.writer(db.update(batchJobs).set({ failed: 1 }).where(jobs.byId).prepare()),
    takeJob: gate.getter(db.delete(batchJobs).where(jobs.byId).returning(jobs.columns).prepare()),
    insertCallback: gate.writer(
      db
        .insert(batchCallbacks)
        .values({ bid: value("bid"), kind: value("kind"), job: value("job") })
        .prepare(),
    ),
    takeCallback: gate.getter(db.delete(batchCallbacks).where(ofCall).returning({ job: batchCallbacks.job }).prepare()),
    removeCallbacks: gate.writer(
      db
        .delete(batchCallbacks)
        .where(eq(batchCallbacks.bid, value("bid")))
        .prepare(),
    ),
    insertCall: gate.writer(
      db
        .insert(batchCalls)
        .values({ id: value("id"), bid: value("bid"), kind: value("kind") })
        .prepare(),
    ),
    takeCall: gate.getter(
      db
        .delete(batchCalls)
        .where(eq(batchCalls.id, value("id")))
        .returning({ bid: batchCalls.bid, kind: batchCalls.kind })
        .prepare(),
    ),
  };
}

const states: readonly CallbackState[] = ["pending", "enqueued", "succeeded"];

/** The counts of a row. */
export function countsOf(row: BatchRow): BatchCounts {
  const { total, pending, failed, lost, completeHolds, successHolds } = row;
  const state = (number: number): CallbackState => states[number] ?? "pending";
  return {
    isOpen: row.isOpen === 1,
    total,
    pending,
    failed,
    lost,
    hasDied: row.hasDied === 1,
    completeHolds,
    successHolds,
    complete: state(row.complete),
    success: state(row.success),
    death: state(row.death),
    callbacks: callbackKinds.filter((_, bit) => (row.callbacks & (1 << bit)) !== 0),
  };
}

/** Counts as the columns of a row. */
export function columnsOf(counts: BatchCounts): Record<string, number> {
  const { isOpen, hasDied, complete, success, death, callbacks: _set, ...numbers } = counts;
  return {
    ...numbers,
    isOpen: isOpen ? 1 : 0,
    hasDied: hasDied ? 1 : 0,
    complete: states.indexOf(complete),
    success: states.indexOf(success),
    death: states.indexOf(death),
  };
}

/** A row as the port tells it. */
export function batchOf(row: BatchRow): Batch {
  const { bid, parent, description, created } = row;
  return { bid, created, ...countsOf(row), ...(parent === null ? {} : { parent }), ...(description === null ? {} : { description }) };
}
