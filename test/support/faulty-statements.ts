import { Database, type Statement } from "bun:sqlite";

/** An error as SQLite gives it when the disk is full. */
class DiskFull extends Error {
  readonly code = "SQLITE_FULL";
}

/** What the database does by itself when it fails: SQLite rolls back after some errors of this kind, after others not. */
export type Aftermath = "rolled back" | "still open";

/** Makes statements fail, from outside the program: it has no switch for that. Only those prepared since it was made count. */
export interface FaultyStatements {
  /** From now on the `nth` statement (1 is the next one) fails, once. */
  failAt(nth: number, aftermath: Aftermath): void;
  /** Statements that ran since the last `failAt`. */
  count(): number;
  restore(): void;
}

/** Puts a fault between bun:sqlite's prepared statements and whoever prepares them, until `restore`. */
export function faultyStatements(): FaultyStatements {
  let ran = 0;
  let failing: { nth: number; aftermath: Aftermath } = { nth: Infinity, aftermath: "still open" };
  const step = (db: Database): void => {
    ran += 1;
    if (ran !== failing.nth) return;
    if (failing.aftermath === "rolled back" && db.inTransaction) db.run("ROLLBACK");
    throw new DiskFull("database or disk is full");
  };
  const prepare: unknown = Reflect.get(Database.prototype, "prepare");
  if (typeof prepare !== "function") throw new Error("bun:sqlite has no prepare");
  Reflect.set(Database.prototype, "prepare", function (this: Database, ...args: unknown[]): Statement {
    const statement = Reflect.apply(prepare, this, args) as Statement;
    for (const name of ["run", "get", "all", "values"] as const) {
      const call: unknown = Reflect.get(statement, name);
      if (typeof call !== "function") throw new Error(`a statement of bun:sqlite has no ${name}`);
      Reflect.set(statement, name, (...values: unknown[]): unknown => {
        step(this);
        return Reflect.apply(call, statement, values);
      });
    }
    return statement;
  });
  return {
    failAt: (nth, aftermath) => {
      ran = 0;
      failing = { nth, aftermath };
    },
    count: () => ran,
    restore: () => void Reflect.set(Database.prototype, "prepare", prepare),
  };
}
