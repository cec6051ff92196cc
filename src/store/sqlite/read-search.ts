import type { Clock } from "../../clock.ts";
import { listMatcher } from "../../job/list-filter.ts";
import { limits } from "../../limits.ts";
import type { FoundInList, SearchAsk } from "../ports/view.ts";
import { numbersOf } from "./cursor.ts";
import type { Stand } from "./handle.ts";
import { type Key, rangedList } from "./ranged-list.ts";
import { viewed } from "./read-job.ts";
import type { ReadStatements, SearchRow } from "./read-statements.ts";

/**
 * Searches a list, in statements that each run to their end, until it has found enough, has looked at so many rows, or its time is over.
 * The filter is asked here and not in SQL, so that an action takes by the same words just what its page showed.
 */
export function readSearch(statements: ReadStatements, clock: Clock, ask: SearchAsk): FoundInList | undefined {
  const list = rangedList(statements, ask.list);
  if (list === undefined) return undefined;
  const isWanted = wanted(statements, ask);
  const over = clock.monotonic() + ask.msMax;
  const found: Stand[] = [];
  let [count, looked] = [0, 0];
  let isOver = false;
  let at: Key = ask.after === "" ? list.end(ask.order) : numbersOf(ask.after);
  while (!isOver) {
    const rows = list.rows(ask.order, at, Math.min(limits.searchedRowsStep, ask.rowsMax - looked));
    if (rows.length === 0) break;
    for (const row of rows) {
      looked += 1;
      at = [row[0], row[1]];
      if (isWanted(row)) {
        count += 1;
        if (found.length < ask.limit) found.push(list.standOf(row));
      }
      isOver = (!ask.isCounting && found.length === ask.limit) || looked === ask.rowsMax || clock.monotonic() >= over;
      if (isOver) break;
    }
  }
  const jobs = found.map((stand) => viewed(statements, stand)).filter((job) => job !== undefined);
  const hasMore = isOver && list.rows(ask.order, at, 1).length > 0;
  return { jobs, count, looked, ...(hasMore ? { next: list.cursorOf(at) } : {}) };
}

function wanted(statements: ReadStatements, { filter, freeze = Number.MAX_SAFE_INTEGER }: SearchAsk): (row: SearchRow) => boolean {
  const { mayMatch, matchesPayload } = listMatcher(filter);
  return ([, id, jid, jobtype, queue, entered]) => {
    if (entered > freeze || !mayMatch({ jid: jid ?? "", jobtype: jobtype ?? "", queue })) return false;
    if (matchesPayload === undefined) return true;
    const bytes = statements.whole.get({ id });
    return bytes !== null && matchesPayload(bytes.payload);
  };
}
