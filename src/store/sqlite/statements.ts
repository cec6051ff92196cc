import type { Database } from "bun:sqlite";
import { and, asc, eq, gt, isNotNull, lte, type Query, sql } from "drizzle-orm";
import { drizzle, type BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import { compiled } from "./compiled.ts";
import type { Gate, Values } from "./gate.ts";
import { operationStatements } from "./operation-statements.ts";
import { attempts, dead, failures, history, jobs, numbers, ofFeatures, queued, queues, retries, scheduled, working } from "./schema.ts";

const value = sql.placeholder;

/** Every query of a turn, prepared once: preparing costs ten times what running does. */
export type Statements = ReturnType<typeof prepareStatements>;

/** A write that most jobs need, as bun:sqlite runs it. */
type Write = (query: { toSQL(): Query }) => (values: Values) => void;

/** A deletion that says whether there was something to delete. */
type Take = (query: { toSQL(): Query }) => (values: Values) => boolean;

/** Prepares them on an open database; all pass the gate. */
export function prepareStatements(database: Database, gate: Gate) {
  const db = drizzle(database);
  const write: Write = (query) => gate.writer(compiled(database, query));
  const take: Take = (query) => gate.taker(compiled(database, query));
  return {
    ...jobStatements(db, write, take),
    ...queueStatements(db, gate),
    ...countStatements(db, gate, write),
    ...operationStatements(db, gate),
    sets: setStatements(db, gate, { write, take }),
    /** FLUSH empties each of them. */
    emptyFeatures: ofFeatures.map((table) => gate.writer(db.delete(table).prepare())),
  };
}

function jobStatements(db: BunSQLiteDatabase, write: Write, take: Take) {
  const job = {
    id: value("id"),
    jid: value("jid"),
    jobtype: value("jobtype"),
    queue: value("queue"),
    traits: value("traits"),
    payload: value("payload"),
    sum: value("sum"),
  };
  const place = { queue: value("queue"), seq: value("seq"), id: value("id"), since: value("since") };
  const lease = { id: value("id"), wid: value("wid"), since: value("since"), until: value("until") };
  const ran = { no: value("no"), at: value("at"), ranMs: value("ranMs"), wid: value("wid") };
  const attempt = { id: value("id"), slot: value("slot"), ...ran, errtype: value("errtype"), message: value("message") };
  const newest = {
    no: sql`excluded.no`,
    at: sql`excluded.at`,
    ranMs: sql`excluded.ran_ms`,
    wid: sql`excluded.wid`,
    errtype: sql`excluded.errtype`,
    message: sql`excluded.message`,
  };
  return {
    insertJob: write(db.insert(jobs).values(job)),
    deleteJob: write(db.delete(jobs).where(eq(jobs.id, value("id")))),
    insertQueued: write(db.insert(queued).values(place)),
    deleteQueued: write(db.delete(queued).where(and(eq(queued.queue, value("queue")), eq(queued.seq, value("seq"))))),
    takeQueued: take(db.delete(queued).where(and(eq(queued.queue, value("queue")), eq(queued.seq, value("seq"))))),
    insertWorking: write(db.insert(working).values(lease)),
    deleteWorking: write(db.delete(working).where(eq(working.id, value("id")))),
    clearWorking: write(db.delete(working)),
    putFailure: write(
      db
        .insert(failures)
        .values({ id: value("id"), failure: value("failure") })
        .onConflictDoUpdate({ target: failures.id, set: { failure: sql`excluded.failure` } }),
    ),
    takeFailure: take(db.delete(failures).where(eq(failures.id, value("id")))),
    putAttempt: write(
      db
        .insert(attempts)
        .values(attempt)
        .onConflictDoUpdate({ target: [attempts.id, attempts.slot], set: newest }),
    ),
    deleteAttempts: write(db.delete(attempts).where(eq(attempts.id, value("id")))),
  };
}

function queueStatements(db: BunSQLiteDatabase, gate: Gate) {
  const one = eq(queues.no, value("no"));
  return {
    insertQueue: gate.writer(
      db
        .insert(queues)
        .values({ no: value("no"), name: value("name"), paused: 0, next: value("next") })
        .prepare(),
    ),
    setQueueNext: gate.writer(
      db
        .update(queues)
        .set({ next: sql`${value("next")}` })
        .where(one)
        .prepare(),
    ),
    setQueuePaused: gate.writer(
      db
        .update(queues)
        .set({
          paused: sql`${value("paused")}`,
          pausedBy: sql`${value("by")}`,
          pausedReason: sql`${value("reason")}`,
          pausedAt: sql`${value("since")}`,
        })
        .where(one)
        .prepare(),
    ),
    forgetQueueName: gate.writer(db.update(queues).set({ name: null, paused: 0 }).where(one).prepare()),
    forgetAllQueueNames: gate.writer(db.update(queues).set({ name: null, paused: 0 }).where(isNotNull(queues.name)).prepare()),
    deleteQueue: gate.writer(db.delete(queues).where(one).prepare()),
    oldestQueued: gate.lister(
      db
        .select({ since: queued.since })
        .from(queued)
        .where(eq(queued.queue, value("no")))
        .orderBy(asc(queued.seq))
        .limit(1)
        .prepare(),
    ),
  };
}

function countStatements(db: BunSQLiteDatabase, gate: Gate, write: Write) {
  return {
    addHistory: write(
      db
        .insert(history)
        .values({ day: value("day"), processed: value("processed"), failures: value("failures") })
        .onConflictDoUpdate({
          target: history.day,
          set: { processed: sql`processed + excluded.processed`, failures: sql`failures + excluded.failures` },
        }),
    ),
    listHistory: gate.lister(
      db
        .select()
        .from(history)
        .orderBy(sql`day desc`)
        .limit(value("days"))
        .prepare(),
    ),
    clearHistory: write(db.delete(history)),
    putNumber: write(
      db
        .insert(numbers)
        .values({ name: value("name"), value: value("value") })
        .onConflictDoUpdate({ target: numbers.name, set: { value: sql`excluded.value` } }),
    ),
  };
}

function setStatements(db: BunSQLiteDatabase, gate: Gate, { write, take }: { write: Write; take: Take }) {
  const of = (table: typeof scheduled | typeof retries | typeof dead) => {
    const { at, id, jid, jobtype, queue, traits } = table;
    const stored = { at, id, jid, jobtype, queue, traits };
    return {
      insert: write(
        db.insert(table).values({
          at: value("at"),
          id: value("id"),
          jid: value("jid"),
          jobtype: value("jobtype"),
          queue: value("queue"),
          entered: value("entered"),
          traits: value("traits"),
        }),
      ),
      take: take(db.delete(table).where(and(eq(table.at, value("at")), eq(table.id, value("id"))))),
      due: gate.lister(
        db
          .select(stored)
          .from(table)
          .where(and(lte(table.at, value("until")), gt(table.id, value("floor"))))
          .orderBy(asc(table.at), asc(table.id))
          .limit(value("limit"))
          .prepare(),
      ),
    };
  };
  return { scheduled: of(scheduled), retries: of(retries), dead: of(dead) };
}
