import type { ListName } from "../ports/lists.ts";
import type { Operation, OperationState, OperationsPort } from "../ports/operations.ts";
import { limits } from "../../limits.ts";
import { endOf } from "./lists.ts";
import type { Parts } from "./memory.ts";

const keptMicros = limits.operationsKeptDays * 86_400_000_000;

/** The operations port on SQLite. */
export function sqliteOperations(parts: Parts): OperationsPort {
  const { statements } = parts;
  return {
    begin: async ({ cmd, target, filter, by }, rest) => {
      const { size: total, freeze, start: cursor } = endOf(parts, target);
      // one that never repeats: who drives an operation that has just ended must not take the next one for it
      const no = parts.memory.entered.take();
      const stored = { no, cmd, target, by, started: parts.turn.now, freeze, cursor, done: 0, looked: 0, total, ...rest };
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
    advance: async (no, { cursor = null, done, looked }) => {
      statements.advanceOperation({ no, cursor, done, looked });
      if (cursor === null) end(parts, no, "done");
    },
    cancel: async (no) => {
      const isRunning = statements.findCursor({ no }).length > 0;
      if (isRunning) end(parts, no, "cancelled");
      return isRunning;
    },
  };
}

/** A list of jids may be megabytes long: what is kept of it is what is shown. */
function end({ statements, turn }: Parts, no: number, state: OperationState): void {
  statements.endOperation({ no, state, ended: turn.now });
  statements.cutFilter({ no });
  statements.forgetOperations({ until: turn.now - keptMicros });
  statements.forgetFilters({});
}
