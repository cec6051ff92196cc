import { blob, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { batchCallbacks, batchCalls, batches, batchJobs, cronRuns, tracks } from "./feature-schema.ts";

/**
 * The tables (design: a place is a table, clustered by the order in which it is read, so that no hot path needs a second index).
 * Times are microseconds since 1970, UTC. All tables are STRICT, those with a primary key of two columns WITHOUT ROWID: drizzle-kit
 * can't say either, so both are written into the generated migration by hand.
 */

/** A job's bytes: written once, deleted once. `sum` is their CRC-32, checked when they are read back. What lists show stands before them. */
export const jobs = sqliteTable("jobs", {
  id: integer("id").primaryKey(),
  jid: text("jid").notNull(),
  jobtype: text("jobtype").notNull(),
  queue: text("queue").notNull(),
  /** What the job asks of the features, bits of `trait`. */
  traits: integer("traits").notNull().default(0),
  payload: blob("payload", { mode: "buffer" }).notNull(),
  sum: integer("sum").notNull(),
});

/** A queue keeps its number for good; one that was removed has no name any more, and its rows wait to be swept. */
export const queues = sqliteTable("queues", {
  no: integer("no").primaryKey(),
  name: text("name").unique(),
  paused: integer("paused").notNull(),
  /** Who paused it, why and when; null where a client did, or nobody. */
  pausedBy: text("paused_by"),
  pausedReason: text("paused_reason"),
  pausedAt: integer("paused_at"),
  /** No seq of this queue at or above it was handed out. */
  next: integer("next").notNull(),
});

/** Jobs ready to run, in the order of their queue. A requeued job gets a new seq, at the tail. */
export const queued = sqliteTable(
  "queued",
  {
    queue: integer("queue").notNull(),
    seq: integer("seq").notNull(),
    id: integer("id").notNull(),
    since: integer("since").notNull(),
  },
  (table) => [primaryKey({ columns: [table.queue, table.seq] })],
);

/** Reserved jobs: as many rows as there are busy workers. */
export const working = sqliteTable("working", {
  id: integer("id").primaryKey(),
  wid: text("wid").notNull(),
  since: integer("since").notNull(),
  until: integer("until").notNull(),
});

/** What the three sorted sets have in common: the order, and what lists filter by. `entered` rises with every move into a set. */
const setColumns = {
  at: integer("at").notNull(),
  id: integer("id").notNull(),
  jid: text("jid").notNull(),
  jobtype: text("jobtype").notNull(),
  queue: text("queue").notNull(),
  entered: integer("entered").notNull(),
  traits: integer("traits").notNull().default(0),
};

/** Jobs due in the future, by due time. */
export const scheduled = sqliteTable("scheduled", setColumns, (table) => [primaryKey({ columns: [table.at, table.id] })]);

/** Failed jobs that run again, by due time. */
export const retries = sqliteTable("retries", setColumns, (table) => [primaryKey({ columns: [table.at, table.id] })]);

/** Jobs that ran out of retries, by the time they died. */
export const dead = sqliteTable("dead", setColumns, (table) => [primaryKey({ columns: [table.at, table.id] })]);

/** The `failure` of a job that failed, as JSON. */
export const failures = sqliteTable("failures", {
  id: integer("id").primaryKey(),
  failure: text("failure").notNull(),
});

/** The last failed runs of a job, each in the slot of its number, so that a new one takes the place of the oldest. Gone with `failures`. */
export const attempts = sqliteTable(
  "attempts",
  {
    id: integer("id").notNull(),
    slot: integer("slot").notNull(),
    no: integer("no").notNull(),
    at: integer("at").notNull(),
    ranMs: integer("ran_ms").notNull(),
    wid: text("wid").notNull(),
    errtype: text("errtype").notNull(),
    message: text("message").notNull(),
  },
  (table) => [primaryKey({ columns: [table.id, table.slot] })],
);

/** Jobs settled per UTC day, `YYYY-MM-DD`; the totals are the sums. */
export const history = sqliteTable("history", {
  day: text("day").primaryKey(),
  processed: integer("processed").notNull(),
  failures: integer("failures").notNull(),
});

/** Numbers that must survive: the ends of the blocks that ids and `entered` are taken from, and the floor of FLUSH. */
export const numbers = sqliteTable("numbers", {
  name: text("name").primaryKey(),
  value: integer("value").notNull(),
});

/** Wide actions: what to do, with which jobs, and how far it got. Those that ended are kept for a while. */
export const operations = sqliteTable("operations", {
  no: integer("no").primaryKey(),
  cmd: text("cmd").notNull(),
  target: text("target").notNull(),
  /** What entered its place later is not touched. */
  freeze: integer("freeze").notNull(),
  cursor: text("cursor").notNull(),
  done: integer("done").notNull(),
  total: integer("total").notNull(),
  /** Jobs it looked at. */
  looked: integer("looked").notNull().default(0),
  by: text("by").notNull().default(""),
  /** running, done or cancelled */
  state: text("state").notNull().default("running"),
  started: integer("started").notNull().default(0),
  ended: integer("ended"),
});

/** Their filters apart: a row is written whole each time its action gets further, and a list of jids may be megabytes long. */
export const operationFilters = sqliteTable("operation_filters", {
  no: integer("no").primaryKey(),
  filter: text("filter").notNull(),
});

/** Which job holds the lock of a unique job (spec §6): one row a lock, gone with its job. `until` is steady time. */
export const locks = sqliteTable("locks", {
  id: integer("id").primaryKey(),
  key: blob("key", { mode: "buffer" }).notNull(),
  until: integer("until").notNull(),
});

/** What a feature keeps of a job from its push to its end, by the trait it is of. */
export const notes = sqliteTable(
  "notes",
  {
    id: integer("id").notNull(),
    trait: integer("trait").notNull(),
    note: text("note").notNull(),
  },
  (table) => [primaryKey({ columns: [table.id, table.trait] })],
);

/** When the last jobs of a queue with a rate were handed out (spec §6), in steady time. */
export const handouts = sqliteTable(
  "handouts",
  {
    queue: text("queue").notNull(),
    no: integer("no").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.queue, table.no] })],
);

/** What belongs to the features: FLUSH empties it. */
export const ofFeatures = [locks, notes, handouts, cronRuns, batches, batchJobs, batchCallbacks, batchCalls, tracks] as const;
