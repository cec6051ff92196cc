import type { Database } from "bun:sqlite";
import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sqlite";
import type { LocksPort } from "../ports/locks.ts";
import { compiled } from "./compiled.ts";
import type { Values } from "./gate.ts";
import type { Parts } from "./memory.ts";
import { locks } from "./schema.ts";

const value = sql.placeholder;

/** The locks port (spec §6 Unique) on SQLite: memory knows who may hold a key, the row of that job whether it does. */
export function sqliteLocks({ gate, turn, memory }: Parts, database: Database): LocksPort {
  const db = drizzle(database);
  const one = eq(locks.id, value("id"));
  const insert = gate.writer(compiled(database, db.insert(locks).values({ id: value("id"), key: value("key"), until: value("until") })));
  const find = gate.lister(db.select({ key: locks.key, until: locks.until }).from(locks).where(one).prepare());
  const take = gate.getter(database.prepare<{ key: Uint8Array }, [Values]>("DELETE FROM locks WHERE id = $id RETURNING key"));

  function release(id: number): void {
    const row = take({ id });
    if (row !== undefined) memory.locks.remove(row.key, id);
  }

  return {
    take: async (key, holder, until) => {
      for (const id of memory.locks.holders(key)) {
        const row = find({ id })[0];
        if (row === undefined || !row.key.equals(key)) continue;
        if (row.until > turn.steady) return false;
        release(id);
      }
      insert({ id: holder, key, until });
      memory.locks.add(key, holder);
      return true;
    },
    release: async (holder) => release(holder),
  };
}
