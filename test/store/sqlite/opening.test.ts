import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import journal from "../../../src/store/sqlite/migrations/meta/_journal.json";
import { databaseName } from "../../../src/store/sqlite/database.ts";
import { migrations } from "../../../src/store/sqlite/migrations.ts";
import { limits } from "../../../src/limits.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { add, drain, reserve, sizes } from "../contract/a-job.ts";
import { openIn, temporaryDirectory } from "./storage.ts";

/** Runs `body` on a storage directory that goes with it. */
async function inDirectory(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = temporaryDirectory();
  try {
    await body(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe("opening a storage", () => {
  test("§5 the migrations inside the program are those of drizzle-kit's journal", () => {
    expect(migrations.map((migration) => migration.tag)).toEqual(journal.entries.map((entry) => entry.tag));
    for (const { tag, sql } of migrations) expect(sql).toBe(readFileSync(join("src/store/sqlite/migrations", `${tag}.sql`), "utf8"));
  });

  test("§5 every table is STRICT, and those with a key of two columns have no rowid", () =>
    inDirectory(async (directory) => {
      await openIn(directory, manualClock()).close();
      const db = new Database(join(directory, databaseName), { readonly: true });
      const tables = db.query<{ sql: string }, []>("SELECT sql FROM sqlite_schema WHERE type = 'table'").all();
      db.close();
      expect(tables.length).toBeGreaterThan(9);
      for (const { sql } of tables) expect(sql).toMatch(/STRICT(, WITHOUT ROWID)?$/);
      for (const { sql } of tables) if (sql.includes("PRIMARY KEY(")) expect(sql).toContain("WITHOUT ROWID");
    }));

  test("§5 a storage of a newer schema is refused with one line that says what to do", () =>
    inDirectory(async (directory) => {
      await openIn(directory, manualClock()).close();
      const db = new Database(join(directory, databaseName));
      db.run("INSERT INTO migrations (tag) VALUES ('0099_far_ahead')");
      db.close();
      const refusal = "the storage was written by a newer version of Millrace (schema 0099_far_ahead); start that version, or a newer one";
      expect(() => openIn(directory, manualClock())).toThrow(refusal);
      expect(() => openIn(directory, manualClock())).toThrow(refusal);
    }));

  test("§5 a MUTATE that an earlier version had under way keeps its filter", () =>
    inDirectory(async (directory) => {
      const db = new Database(join(directory, databaseName));
      db.run("CREATE TABLE migrations (tag TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID");
      for (const { tag, sql } of migrations.slice(0, 2)) {
        for (const statement of sql.split("--> statement-breakpoint")) db.run(statement);
        db.run("INSERT INTO migrations (tag) VALUES (?)", [tag]);
      }
      db.run("INSERT INTO operations VALUES (7, 'kill', 'scheduled', '{\"jobtype\":\"x\"}', 5, '1|2', 3, 9)");
      db.close();
      const store = openIn(directory, manualClock());
      expect(await store.transact("committed", (tx) => tx.operations.find(7))).toMatchObject({
        no: 7,
        cmd: "kill",
        target: "scheduled",
        filter: '{"jobtype":"x"}',
        freeze: 5,
        cursor: "1|2",
        done: 3,
        total: 9,
      });
      await store.close();
    }));

  test("§5 a second server on the same directory is refused and told the pid of the first", () =>
    inDirectory(async (directory) => {
      const store = openIn(directory, manualClock());
      expect(() => openIn(directory, manualClock())).toThrow(`is in use by the server with pid ${process.pid}`);
      await store.close();
      await openIn(directory, manualClock()).close();
    }));

  test("§5 a file in place of the directory, and a database that is none, are refused by name", () =>
    inDirectory(async (directory) => {
      const file = join(directory, "file");
      writeFileSync(file, "not a directory");
      expect(() => openIn(join(file, "db"), manualClock())).toThrow(file);
      writeFileSync(join(directory, databaseName), "this is not a database, but long enough to look like one".repeat(100));
      expect(() => openIn(directory, manualClock())).toThrow(directory);
    }));

  test("§5 with durability power the log is made long after the start, whatever is written meanwhile", () =>
    inDirectory(async (directory) => {
      const clock = manualClock();
      const store = openIn(directory, clock, { durability: "power" });
      await add(store, "synced");
      for (let passed = 0; passed < 100; passed++) {
        await clock.advance(limits.logStepMs);
        if (passed % 10 === 0) await add(store, `meanwhile-${passed}`, { queue: "other", size: 300_000 });
      }
      expect(statSync(join(directory, `${databaseName}-wal`)).size).toBe(limits.logBytesAtStart);
      await store.close();
      const again = openIn(directory, manualClock(), { durability: "power" });
      expect(await drain(again)).toEqual(["synced"]);
      expect(await drain(again, "other")).toHaveLength(10);
      await again.close();
    }));

  test("§5 a payload whose bytes changed on the disk is told from the others when it is read", () =>
    inDirectory(async (directory) => {
      const store = openIn(directory, manualClock());
      for (const jid of ["sound", "changed", "lost"]) await add(store, jid);
      await store.close();
      const db = new Database(join(directory, databaseName));
      db.run("UPDATE jobs SET payload = CAST(replace(payload, 'Test', 'Tesu') AS BLOB) WHERE jid = 'changed'");
      db.run("DELETE FROM jobs WHERE jid = 'lost'");
      db.close();
      const again = openIn(directory, manualClock());
      const read = [await reserve(again), await reserve(again), await reserve(again)];
      expect(read.map((job) => [job?.jid, job?.isCorrupt])).toEqual([
        ["sound", false],
        ["changed", true],
        ["", true],
      ]);
      await again.close();
    }));

  test("§5 a thousand queues and reservations are counted alike after a restart", () =>
    inDirectory(async (directory) => {
      const store = openIn(directory, manualClock());
      await Promise.all(Array.from({ length: 1000 }, (_, index) => add(store, `job-${index}`, { queue: `queue-${index % 300}` })));
      await Promise.all(Array.from({ length: 100 }, (_, index) => reserve(store, `queue-${index}`, `wid-${index}`)));
      const before = await sizes(store);
      await store.close();
      const again = openIn(directory, manualClock());
      expect(await sizes(again)).toEqual(before);
      expect(again.differencesFromRebuild()).toEqual([]);
      await again.close();
    }));
});
