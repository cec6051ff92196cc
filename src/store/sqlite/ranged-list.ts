import { isSetName, type SetName } from "../../job/lifecycle.ts";
import type { Cursor, ListName } from "../ports/lists.ts";
import type { Stand } from "./handle.ts";
import type { ReadStatements, SearchRow } from "./read-statements.ts";

/** In its own order, or the other way round. */
export type Order = "first" | "last";

/** A place between two jobs of a list: a time and an id, or a seq and anything. */
export type Key = readonly [number, number];

/** A list as a range of rows. */
export interface RangedList {
  /** Jobs behind a place, `skip` of them passed over. */
  stands(order: Order, from: Key, limit: number, skip: number): Stand[];
  /** The same with what a filter asks for first. */
  rows(order: Order, from: Key, limit: number): SearchRow[];
  standOf(row: SearchRow): Stand;
  /** The number that orders it: a time, or a seq. */
  numberOf(stand: Stand): number;
  cursorOf(key: Key): Cursor;
  keyOf(stand: Stand): Key;
  /** Before the first job, or behind the last. */
  end(order: Order): Key;
  /** Its numbers follow one another without gaps where no job was taken out of its middle. */
  readonly mayBeDense: boolean;
}

const most = Number.MAX_SAFE_INTEGER;

/** The list of that name; undefined where it is a queue that doesn't exist. */
export function rangedList(statements: ReadStatements, list: ListName): RangedList | undefined {
  if (isSetName(list)) return rangedSet(statements, list);
  const name = list.slice("queue:".length);
  const no = statements.queueNo.get({ name })?.no;
  return no === undefined ? undefined : rangedQueue(statements, name, no);
}

/** What FLUSH left below the floor is gone. */
function rangedSet(statements: ReadStatements, place: SetName): RangedList {
  const floor = statements.number.get({ name: "floor" })?.value ?? 0;
  return {
    stands: (order, [at, id], limit, skip) =>
      statements[order][place].keys.all({ at, id, floor, limit, skip }).map((row) => ({ place, at: row.at, id: row.id })),
    rows: (order, [at, id], limit) => statements[order][place].search.values({ at, id, floor, limit }) as SearchRow[],
    standOf: ([at, id]) => ({ place, at, id }),
    numberOf: (stand) => ("at" in stand ? stand.at : 0),
    keyOf: (stand) => ["at" in stand ? stand.at : 0, stand.id],
    cursorOf: ([at, id]) => `${at}|${id}`,
    end: (order) => (order === "first" ? [-most, 0] : [most, most]),
    mayBeDense: false,
  };
}

function rangedQueue(statements: ReadStatements, name: string, no: number): RangedList {
  return {
    stands: (order, [seq], limit, skip) =>
      statements[order].queue.keys
        .all({ no, seq, limit, skip })
        .map((row) => ({ place: "queued", queue: name, no, seq: row.seq, id: row.id })),
    rows: (order, [seq], limit) => statements[order].queue.search.values({ no, name, seq, limit }) as SearchRow[],
    standOf: ([seq, id]) => ({ place: "queued", queue: name, no, seq, id }),
    numberOf: (stand) => ("seq" in stand ? stand.seq : 0),
    keyOf: (stand) => ["seq" in stand ? stand.seq : 0, no],
    cursorOf: ([seq]) => `${seq}|${no}`,
    end: (order) => [order === "first" ? 0 : most, no],
    mayBeDense: true,
  };
}
