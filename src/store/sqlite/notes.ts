import { and, eq, sql } from "drizzle-orm";
import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import type { NotesPort } from "../ports/notes.ts";
import type { Parts } from "./memory.ts";
import { notes } from "./schema.ts";

const value = sql.placeholder;

/** The notes port on SQLite. */
export function sqliteNotes({ gate }: Parts, db: BunSQLiteDatabase): NotesPort {
  const one = and(eq(notes.id, value("id")), eq(notes.trait, value("trait")));
  const put = gate.writer(
    db
      .insert(notes)
      .values({ id: value("id"), trait: value("trait"), note: value("note") })
      .onConflictDoUpdate({ target: [notes.id, notes.trait], set: { note: sql`excluded.note` } })
      .prepare(),
  );
  const find = gate.lister(db.select({ note: notes.note }).from(notes).where(one).prepare());
  const drop = gate.writer(db.delete(notes).where(one).prepare());
  return {
    put: async (id, trait, note) => put({ id, trait, note }),
    find: async (id, trait) => find({ id, trait })[0]?.note,
    drop: async (id, trait) => drop({ id, trait }),
  };
}
