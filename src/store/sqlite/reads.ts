import type { Database } from "bun:sqlite";
import type { Clock } from "../../clock.ts";
import { trait } from "../../job/traits.ts";
import { limits } from "../../limits.ts";
import type { ListName } from "../ports/lists.ts";
import type { OperationState } from "../ports/operations.ts";
import type { Reads, ViewedJob, ViewedOperation } from "../ports/view.ts";
import { handleOf } from "./handle.ts";
import { readBatches, readFamily } from "./read-batches.ts";
import { readCronRuns, readTrack } from "./read-features.ts";
import { readWhole, viewed } from "./read-job.ts";
import { readPage } from "./read-page.ts";
import { readSearch } from "./read-search.ts";
import { type OperationRow, prepareReads, type ReadStatements } from "./read-statements.ts";

/** The reads as plain functions of one connection. */
export type ReadFunctions = { readonly [Name in keyof Reads]: (ask: Reads[Name][0]) => Reads[Name][1] };

/** Makes them. All but the search, which may take longer, see one snapshot each. */
export function readsOn(db: Database, clock: Clock): ReadFunctions {
  const statements = prepareReads(db);
  const atOnce = <Ask, Answer>(read: (ask: Ask) => Answer): ((ask: Ask) => Answer) => db.transaction(read);
  const floor = () => statements.number.get({ name: "floor" })?.value ?? 0;
  return {
    page: atOnce((ask) => readPage(statements, ask)),
    search: (ask) => readSearch(statements, clock, ask),
    job: atOnce((handle) => readWhole(statements, handle)),
    keyed: atOnce(({ set, at, jid }) => {
      const row = statements.keyed[set].get({ at, jid, floor: floor() });
      return row === null ? undefined : handleOf({ place: set, at: row.at, id: row.id });
    }),
    running: atOnce(({ wid, skip, limit }) => {
      const rows = wid === undefined ? statements.running.all({ skip, limit }) : statements.runningOf.all({ wid, skip, limit });
      return rows.flatMap((row) => reserved(statements, row));
    }),
    held: atOnce((ids) =>
      ids.flatMap((id) => statements.heldNow.all({ id, limit: 1, skip: 0 })).flatMap((row) => reserved(statements, row)),
    ),
    failedOf: atOnce(({ bid, set, limit }) => {
      const ask = { bid, limit, floor: floor(), lookedMax: limits.searchedRowsMax, trait: trait.batched };
      return statements.failedOf[set]
        .all(ask)
        .map(({ at, id }) => viewed(statements, { place: set, at, id }))
        .filter((job) => job !== undefined);
    }),
    cronRuns: atOnce((names) => readCronRuns(statements, names)),
    batches: atOnce((ask) => readBatches(statements, ask)),
    batch: atOnce((bid) => readFamily(statements, bid)),
    busy: () => statements.busy.all(),
    history: (days) => statements.history.all({ days }),
    operations: ({ no, since, limit }) => {
      const filterMax = limits.shownFilterCharactersMax;
      return (
        no === undefined ? statements.operations.all({ since, limit, filterMax }) : statements.operation.all({ no, since, filterMax })
      ).map(operation);
    },
  };
}

interface ReservedRow {
  readonly id: number;
  readonly jid: string | null;
  readonly traits: number | null;
}

function reserved(statements: ReadStatements, { id, jid, traits }: ReservedRow): ViewedJob[] {
  const job = viewed(statements, { place: "working", id, jid: jid ?? "" });
  const track = jid !== null && ((traits ?? 0) & trait.tracked) !== 0 ? readTrack(statements, jid) : undefined;
  return job === undefined ? [] : [track === undefined ? job : { ...job, track }];
}

function operation({ ended, filter, target, state, ...row }: OperationRow): ViewedOperation {
  return {
    ...row,
    target: target as ListName,
    state: state as OperationState,
    filter: filter ?? "",
    ...(ended === null ? {} : { ended }),
  };
}
