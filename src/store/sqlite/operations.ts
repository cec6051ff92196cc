import type { ListName } from "../ports/lists.ts";
import type { Operation, OperationsPort } from "../ports/operations.ts";
import { assert } from "../../result.ts";
import { endOf } from "./lists.ts";
import type { Parts } from "./memory.ts";

/** The operations port on SQLite. */
export function sqliteOperations(parts: Parts): OperationsPort {
  const { statements } = parts;
  return {
    begin: async (asked) => {
      const { size: total, freeze, start: cursor } = endOf(parts, asked.target);
      const stored = { ...asked, freeze, cursor, done: 0, total };
      const row = statements.insertOperation(stored);
      assert(row !== undefined, "an inserted operation has no number");
      return { ...stored, no: row.no };
    },
    find: async (no) => {
      const row = statements.findOperation({ no })[0];
      return row && ({ ...row, target: row.target as ListName } satisfies Operation);
    },
    running: async () => statements.listOperations({}).map((row) => row.no),
    advance: async (no, { cursor, done }) => {
      if (cursor === undefined) statements.deleteOperation({ no });
      else statements.advanceOperation({ no, cursor, done });
    },
  };
}
