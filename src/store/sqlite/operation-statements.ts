import { and, asc, eq, sql } from "drizzle-orm";
import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import { limits } from "../../limits.ts";
import type { Gate } from "./gate.ts";
import { operationFilters, operations } from "./schema.ts";

const value = sql.placeholder;

/** The queries of wide actions. */
export function operationStatements(db: BunSQLiteDatabase, gate: Gate) {
  const one = eq(operations.no, value("no"));
  const runs = and(one, eq(operations.state, "running"));
  const ofOne = eq(operationFilters.no, value("no"));
  const asked = { cmd: value("cmd"), target: value("target"), by: value("by"), started: value("started"), freeze: value("freeze") };
  const progress = { cursor: value("cursor"), done: value("done"), looked: value("looked"), total: value("total") };
  return {
    insertOperation: gate.writer(
      db
        .insert(operations)
        .values({ no: value("no"), ...asked, ...progress })
        .prepare(),
    ),
    insertFilter: gate.writer(
      db
        .insert(operationFilters)
        .values({ no: value("no"), filter: value("filter") })
        .prepare(),
    ),
    findOperation: gate.lister(db.select().from(operations).where(runs).prepare()),
    findFilter: gate.lister(db.select({ filter: operationFilters.filter }).from(operationFilters).where(ofOne).prepare()),
    findCursor: gate.lister(db.select({ cursor: operations.cursor }).from(operations).where(runs).prepare()),
    listOperations: gate.lister(
      db.select({ no: operations.no }).from(operations).where(eq(operations.state, "running")).orderBy(asc(operations.no)).prepare(),
    ),
    advanceOperation: gate.writer(
      db
        .update(operations)
        .set({
          cursor: sql`coalesce(${value("cursor")}, ${operations.cursor})`,
          done: sql`${operations.done} + ${value("done")}`,
          looked: sql`${operations.looked} + ${value("looked")}`,
        })
        .where(one)
        .prepare(),
    ),
    endOperation: gate.writer(
      db
        .update(operations)
        .set({ state: sql`${value("state")}`, ended: sql`${value("ended")}` })
        .where(one)
        .prepare(),
    ),
    ...ended(db, gate),
  };
}

/** What is kept of those that ended, and for how long. */
function ended(db: BunSQLiteDatabase, gate: Gate) {
  const first = sql`(SELECT ${operations.no} FROM ${operations} ORDER BY ${operations.no} DESC LIMIT 1 OFFSET ${limits.operationsKeptMax})`;
  const isOld = sql`${operations.ended} < ${value("until")} OR ${operations.no} <= ${first}`;
  const kept = sql`(SELECT ${operations.no} FROM ${operations})`;
  return {
    cutFilter: gate.writer(
      db
        .update(operationFilters)
        .set({ filter: sql`substr(${operationFilters.filter}, 1, ${limits.shownFilterCharactersMax})` })
        .where(eq(operationFilters.no, value("no")))
        .prepare(),
    ),
    forgetOperations: gate.writer(
      db
        .delete(operations)
        .where(and(sql`${operations.state} <> 'running'`, sql`(${isOld})`))
        .prepare(),
    ),
    forgetFilters: gate.writer(
      db
        .delete(operationFilters)
        .where(sql`${operationFilters.no} NOT IN ${kept}`)
        .prepare(),
    ),
  };
}
