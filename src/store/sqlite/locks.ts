import { eq, sql } from "drizzle-orm";
import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import type { LocksPort } from "../ports/locks.ts";
import type { Parts } from "./memory.ts";
import { locks } from "./schema.ts";

const value = sql.placeholder;

/** The locks port on SQLite. */
export function sqliteLocks({ gate, turn }: Parts, db: BunSQLiteDatabase): LocksPort {
  // One statement checks and takes; a lock that lapsed changes its holder.
  const take = gate.getter(
    db
      .insert(locks)
      .values({ id: value("id"), key: value("key"), until: value("until") })
      .onConflictDoUpdate({
        target: locks.key,
        set: { id: sql`excluded.id`, until: sql`excluded.until` },
        setWhere: sql`${locks.until} <= ${value("now")}`,
      })
      .returning({ id: locks.id })
      .prepare(),
  );
  const release = gate.writer(
    db
      .delete(locks)
      .where(eq(locks.id, value("id")))
      .prepare(),
  );
  return {
    take: async (key, holder, until) => take({ id: holder, key, until, now: turn.steady }) !== undefined,
    release: async (holder) => release({ id: holder }),
  };
}
