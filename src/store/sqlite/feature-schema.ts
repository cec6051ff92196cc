import { blob, index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The cron entries (spec §6) that are loaded: their last tick, in the time they run by, and their pause. */
export const cronEntries = sqliteTable("cron_entries", {
  name: text("name").primaryKey(),
  /** As it was written: with another one the entry begins anew. */
  schedule: text("schedule").notNull(),
  seen: integer("seen").notNull(),
  paused: integer("paused").notNull(),
});

/** The last runs of each; `id` is the job's, and rises. */
export const cronRuns = sqliteTable(
  "cron_runs",
  {
    id: integer("id").primaryKey(),
    name: text("name").notNull(),
    at: integer("at").notNull(),
    jid: text("jid").notNull(),
    standing: text("standing").notNull(),
    changed: integer("changed").notNull(),
  },
  (table) => [index("cron_runs_by_name").on(table.name, table.id)],
);

/** The batches (spec §6) by their counts. States are 0 pending, 1 enqueued, 2 succeeded; `callbacks` are bits; `until` is steady time. */
export const batches = sqliteTable(
  "batches",
  {
    bid: text("bid").primaryKey(),
    parent: text("parent"),
    level: integer("level").notNull(),
    description: text("description"),
    created: integer("created").notNull(),
    callbacks: integer("callbacks").notNull(),
    isOpen: integer("is_open").notNull(),
    total: integer("total").notNull(),
    pending: integer("pending").notNull(),
    failed: integer("failed").notNull(),
    lost: integer("lost").notNull(),
    hasDied: integer("has_died").notNull(),
    completeHolds: integer("complete_holds").notNull(),
    successHolds: integer("success_holds").notNull(),
    complete: integer("complete").notNull(),
    success: integer("success").notNull(),
    death: integer("death").notNull(),
    until: integer("until").notNull(),
  },
  (table) => [index("batches_by_until").on(table.until), index("batches_by_parent").on(table.parent)],
);

/** The jobs of batches that are not gone: whether they count as failed. */
export const batchJobs = sqliteTable("batch_jobs", {
  id: integer("id").primaryKey(),
  bid: text("bid").notNull(),
  failed: integer("failed").notNull(),
});

/** The callbacks that wait for their time: the JSON of their jobs. */
export const batchCallbacks = sqliteTable(
  "batch_callbacks",
  {
    bid: text("bid").notNull(),
    kind: text("kind").notNull(),
    job: blob("job", { mode: "buffer" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.bid, table.kind] })],
);

/** The jobs of callbacks that were enqueued, until they are gone. */
export const batchCalls = sqliteTable("batch_calls", {
  id: integer("id").primaryKey(),
  bid: text("bid").notNull(),
  kind: text("kind").notNull(),
});

/** What workers say of jobs that are tracked (spec §6); `until` is steady time. */
export const tracks = sqliteTable(
  "tracks",
  {
    jid: text("jid").primaryKey(),
    state: text("state").notNull(),
    updated: integer("updated").notNull(),
    until: integer("until").notNull(),
    percent: real("percent"),
    desc: text("desc"),
    result: text("result"),
  },
  (table) => [index("tracks_by_until").on(table.until)],
);
