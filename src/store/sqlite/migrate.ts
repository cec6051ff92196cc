import type { Database } from "bun:sqlite";
import { Trouble } from "../../result.ts";
import { migrations } from "./migrations.ts";

/**
 * Brings the schema up to this program's, each migration in a transaction of its own. A storage that a newer program has migrated
 * further is refused. (Drizzle's own migrator reads files at run time and skips what is older than the last applied.)
 */
export function migrate(db: Database): void {
  db.run("CREATE TABLE IF NOT EXISTS migrations (tag TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID");
  const applied = new Set(
    db
      .query<{ tag: string }, []>("SELECT tag FROM migrations")
      .all()
      .map((row) => row.tag),
  );
  const known = new Set(migrations.map((migration) => migration.tag));
  const newer = [...applied].filter((tag) => !known.has(tag)).sort();
  if (newer.length > 0) {
    throw new Trouble(
      `the storage was written by a newer version of Millrace (schema ${newer.at(-1)}); start that version, or a newer one`,
    );
  }
  for (const { tag, sql } of migrations) {
    if (applied.has(tag)) continue;
    db.transaction(() => {
      for (const statement of sql.split("--> statement-breakpoint")) db.run(statement);
      db.run("INSERT INTO migrations (tag) VALUES (?)", [tag]);
    })();
  }
}
