import type { ListName } from "../ports/lists.ts";
import type { Operation, OperationsPort } from "../ports/operations.ts";
import { endOf } from "./lists.ts";
import type { Parts } from "./memory.ts";

/** The operations port on SQLite. */
export function sqliteOperations(parts: Parts): OperationsPort {
  const { statements } = parts;
  return {
    begin: async ({ cmd, target, filter }, rest) => {
      const { size: total, freeze, start: cursor } = endOf(parts, target);
      // one that never repeats: who drives an operation that has just ended must not take the next one for it
      const no = parts.memory.entered.take();
      const stored = { no, cmd, target, freeze, cursor, done: 0, total, ...rest };
      statements.insertOperation(stored);
      statements.insertFilter({ no, filter });
      return { ...stored, filter };
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
