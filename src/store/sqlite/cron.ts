import { and, desc, eq, gt, lte, sql } from "drizzle-orm";
import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import { limits } from "../../limits.ts";
import type { CronPort } from "../ports/cron.ts";
import type { Parts } from "./memory.ts";
import { cronEntries, cronRuns } from "./feature-schema.ts";

/** The cron port (spec §6) on SQLite. */
export function sqliteCron(parts: Parts, db: BunSQLiteDatabase): CronPort {
  const { find, put, forget, tick, setPaused } = prepareEntries(parts, db);
  const { insertRun, trimRuns, forgetRuns, stands } = prepareRuns(parts, db);
  return {
    enter: async (name, schedule, seen) => {
      const known = find({ name });
      if (known?.schedule === schedule) return { seen: known.seen, isPaused: known.paused === 1 };
      put({ name, schedule, seen });
      return { seen, isPaused: known?.paused === 1 };
    },
    keep: async (names) => {
      const list = { names: JSON.stringify(names) };
      forget(list);
      forgetRuns(list);
    },
    tick: async (name, at) => tick({ name, at }) !== undefined,
    ran: async ({ id, name, at, jid, standing, changed }) => {
      insertRun({ id, name, at, jid, standing, changed });
      trimRuns({ name });
    },
    stands: async (id, standing) => stands({ id, standing, changed: parts.turn.now }),
    setPaused: async (name, isPaused, seen) => setPaused({ name, paused: isPaused ? 1 : 0, seen }) !== undefined,
  };
}

const value = sql.placeholder;
/** None of the names of a JSON list. */
const unnamed = sql`not in (select value from json_each(${value("names")}))`;

function prepareEntries({ gate }: Parts, db: BunSQLiteDatabase) {
  const ofName = eq(cronEntries.name, value("name"));
  const find = gate.getter(db.select().from(cronEntries).where(ofName).prepare());
  const put = gate.writer(
    db
      .insert(cronEntries)
      .values({ name: value("name"), schedule: value("schedule"), seen: value("seen"), paused: 0 })
      .onConflictDoUpdate({ target: cronEntries.name, set: { schedule: sql`excluded.schedule`, seen: sql`excluded.seen` } })
      .prepare(),
  );
  const forget = gate.writer(
    db
      .delete(cronEntries)
      .where(sql`${cronEntries.name} ${unnamed}`)
      .prepare(),
  );
  const tick = gate.getter(
    db
      .update(cronEntries)
      .set({ seen: sql`${value("at")}` })
      .where(and(ofName, eq(cronEntries.paused, 0), gt(sql`${value("at")}`, cronEntries.seen)))
      .returning({ name: cronEntries.name })
      .prepare(),
  );
  const setPaused = gate.getter(
    db
      .update(cronEntries)
      .set({ paused: sql`${value("paused")}`, seen: sql`max(${cronEntries.seen}, ${value("seen")})` })
      .where(ofName)
      .returning({ name: cronEntries.name })
      .prepare(),
  );
  return { find, put, forget, tick, setPaused };
}

function prepareRuns({ gate }: Parts, db: BunSQLiteDatabase) {
  const forgetRuns = gate.writer(
    db
      .delete(cronRuns)
      .where(sql`${cronRuns.name} ${unnamed}`)
      .prepare(),
  );
  const run = {
    id: value("id"),
    name: value("name"),
    at: value("at"),
    jid: value("jid"),
    standing: value("standing"),
    changed: value("changed"),
  };
  const insertRun = gate.writer(db.insert(cronRuns).values(run).prepare());
  const ofName = eq(cronRuns.name, value("name"));
  const first = db.select({ id: cronRuns.id }).from(cronRuns).where(ofName).orderBy(desc(cronRuns.id)).limit(1).offset(limits.cronRunsKept);
  const trimRuns = gate.writer(
    db
      .delete(cronRuns)
      .where(and(ofName, lte(cronRuns.id, first)))
      .prepare(),
  );
  const stands = gate.writer(
    db
      .update(cronRuns)
      .set({ standing: sql`${value("standing")}`, changed: sql`${value("changed")}` })
      .where(eq(cronRuns.id, value("id")))
      .prepare(),
  );

  return { insertRun, trimRuns, forgetRuns, stands };
}
