import type { ListName } from "../ports/lists.ts";
import type { Operation, OperationsPort } from "../ports/operations.ts";
import { assert } from "../../result.ts";
import { endOf } from "./lists.ts";
import type { Parts } from "./memory.ts";

/** The operations port on SQLite. */
export function sqliteOperations(parts: Parts): OperationsPort {
  const { statements } = parts;
  return {
    begin: async ({ cmd, target, filter }, rest) => {
      const { size: total, freeze, start: cursor } = endOf(parts, target);
      const stored = { cmd, target, freeze, cursor, done: 0, total, ...rest };
      const row = statements.insertOperation(stored);
      assert(row !== undefined, "an inserted operation has no number");
      statements.insertFilter({ no: row.no, filter });
      return { ...stored, filter, no: row.no };
    },
    find: async (no) => {
      const row = statements.findOperation({ no })[0];
      const filter = statements.findFilter({ no })[0]?.filter;
      if (row === undefined || filter === undefined) return undefined;
      return { ...row, filter, target: row.target as ListName } satisfies Operation;
    },
    cursor: async (no) => statements.findCursor({ no })[0]?.cursor,
    running: async () => statements.listOperations({}).map((row) => row.no),
    advance: async (no, { cursor, done }) => {
      if (cursor !== undefined) return statements.advanceOperation({ no, cursor, done });
      statements.deleteOperation({ no });
      statements.deleteFilter({ no });
    },
  };
}
