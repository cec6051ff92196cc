import type { Database } from "bun:sqlite";
import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sqlite";
import type { LocksPort } from "../ports/locks.ts";
import { compiled } from "./compiled.ts";
import type { Parts } from "./memory.ts";
import { locks } from "./schema.ts";

const value = sql.placeholder;

/** The locks port on SQLite. */
export function sqliteLocks({ gate, turn }: Parts, database: Database): LocksPort {
  const db = drizzle(database);
  // One statement checks and takes; a lock that lapsed changes its holder.
  const take = gate.taker(
    compiled(
      database,
      db
        .insert(locks)
        .values({ id: value("id"), key: value("key"), until: value("until") })
        .onConflictDoUpdate({
          target: locks.key,
          set: { id: sql`excluded.id`, until: sql`excluded.until` },
          setWhere: sql`${locks.until} <= ${value("now")}`,
        }),
    ),
  );
  const release = gate.writer(compiled(database, db.delete(locks).where(eq(locks.id, value("id")))));
  return {
    take: async (key, holder, until) => take({ id: holder, key, until, now: turn.steady }),
    release: async (holder) => release({ id: holder }),
  };
}
