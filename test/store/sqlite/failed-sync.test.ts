import { Database, type Statement } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { databaseName, openDatabase } from "../../../src/store/sqlite/database.ts";
import { sever } from "../../../src/store/sqlite/failed-sync.ts";
import { rewriteLog } from "../../../src/store/sqlite/log-file.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { add, drain } from "../contract/a-job.ts";
import { openIn, temporaryDirectory } from "./storage.ts";

class FailedSync extends Error {
  readonly code = "SQLITE_IOERR_FSYNC";
}

/** Lets COMMITs fail in their sync, from outside the program; the function it answers with begins that. */
function failingCommits(): { begin(): void; end(): void } {
  let isFailing = false;
  const prepare: unknown = Reflect.get(Database.prototype, "prepare");
  if (typeof prepare !== "function") throw new Error("bun:sqlite has no prepare");
  Reflect.set(Database.prototype, "prepare", function (this: Database, sql: string, ...rest: unknown[]): Statement {
    const statement = Reflect.apply(prepare, this, [sql, ...rest]) as Statement;
    if (sql !== "COMMIT") return statement;
    const run = statement.run.bind(statement);
    statement.run = (...values) => {
      if (isFailing) throw new FailedSync("disk I/O error");
      return run(...values);
    };
    return statement;
  });
  return { begin: () => (isFailing = true), end: () => Reflect.set(Database.prototype, "prepare", prepare) };
}

test("§5 a COMMIT whose sync fails is final: it and all that follow are refused, and the process is told to end once", async () => {
  const directory = temporaryDirectory();
  const commits = failingCommits();
  const reasons: string[] = [];
  const store = openIn(directory, manualClock(), { durability: "power", onFatal: (reason) => reasons.push(reason) });
  commits.end();
  await add(store, "kept");
  commits.begin();
  const refused: PromiseSettledResult<unknown>[] = await Promise.allSettled([add(store, "first"), add(store, "second")]);
  refused.push(...(await Promise.allSettled([add(store, "late"), drain(store), store.close()])));
  const said = refused.map((end) => (end.status === "rejected" ? String(end.reason) : "done"));
  expect(said.filter((text) => !text.includes("storage failed"))).toEqual([]);
  expect(reasons).toEqual(["storage failed to sync: disk I/O error"]);
  expect(store.health()).toEqual({ isWritable: false, reason: reasons[0] ?? "" });
  // The store stays open for good, and SQLite knows a file by its number: kept taken here, so that no file of a later test gets it.
  openSync(join(directory, databaseName), "r");
  rmSync(directory, { recursive: true });
});

test("§5 the log is written over itself before it is read, and stays what it was; where there is none, nothing is done", () => {
  const directory = temporaryDirectory();
  rewriteLog(directory);
  mkdirSync(directory, { recursive: true });
  const path = join(directory, "millrace.db-wal");
  const bytes = new Uint8Array(9_000_001);
  bytes.set([1, 2, 3], 0);
  bytes.set([4, 5, 6], 5_000_000);
  writeFileSync(path, bytes);
  rewriteLog(directory);
  expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
  rmSync(directory, { recursive: true });
});

test("§5 after a failed sync the connection that only reads leaves the log as it is, where one that writes would copy and delete it", () => {
  for (const readonly of [true, false]) {
    const directory = temporaryDirectory();
    const path = join(directory, databaseName);
    const writer = openDatabase(directory);
    writer.run("CREATE TABLE jobs (payload)");
    const reader = new Database(path, readonly ? { readonly } : { readwrite: true });
    expect(reader.query("SELECT * FROM jobs").all()).toEqual([]);
    sever(writer);
    for (const connection of [writer, reader]) connection.close();
    expect(existsSync(`${path}-wal`)).toBe(readonly);
    rmSync(directory, { recursive: true, force: true });
  }
});
