import { callbackKinds } from "../../job/batch.ts";
import { readFacts } from "../../job/stored.ts";
import { limits } from "../../limits.ts";
import type { Batch } from "../ports/batches.ts";
import type { FeatureReads, BatchBelow, PartOfBatches, ViewedBatch, ViewedCallback, ViewedFamily } from "../ports/view-features.ts";
import { batchOf, type BatchRow } from "./batch-rows.ts";
import type { FeatureStatements } from "./feature-statements.ts";
import type { ReadStatements } from "./read-statements.ts";

/** A part of the batches that are within no other. `until` rises when one begins to run, and falls when it ends: so it is their order. */
export function readBatches(statements: FeatureStatements, { after, limit }: FeatureReads["batches"][0]): PartOfBatches {
  const found: BatchRow[] = [];
  let looked = 0;
  let last: BatchRow | undefined;
  for (const row of statements.batchesFrom.iterate({ ...placeOf(after), limit: limits.searchedRowsMax })) {
    if (found.length === limit) return part(statements, found, looked, last);
    looked += 1;
    last = row;
    if (row.isWithin === 0) found.push(row);
  }
  return part(statements, found, looked, looked === limits.searchedRowsMax ? last : undefined);
}

function part(statements: FeatureStatements, found: readonly BatchRow[], looked: number, last: BatchRow | undefined): PartOfBatches {
  const batches = found.map((row) => viewedBatch(statements, row));
  return { batches, looked, ...(last === undefined ? {} : { next: `${last.until}~${last.bid}` }) };
}

/** A cursor comes from a browser: what is none begins at the start. */
function placeOf(cursor: string): { until: number; bid: string } {
  const [, until, bid = ""] = /^(\d{1,16})~(.*)$/s.exec(cursor) ?? [];
  return until === undefined ? { until: Number.MAX_SAFE_INTEGER, bid: "" } : { until: Number(until), bid };
}

function viewedBatch(statements: FeatureStatements, row: BatchRow): ViewedBatch {
  const { count } = statements.childCount.get({ bid: row.bid, limit: limits.countedChildrenMax }) ?? { count: 0 };
  return { ...batchOf(row), children: count };
}

/** A batch, the batches around it and its callbacks. */
export function readFamily(statements: ReadStatements, bid: string): ViewedFamily | undefined {
  const row = statements.batch.get({ bid });
  if (row === null) return undefined;
  const below = familyBelow(statements, bid);
  const childrenShown = below.filter(({ depth }) => depth === 1).length;
  return {
    batch: viewedBatch(statements, row),
    above: familyAbove(statements, row),
    below,
    childrenShown,
    callbacks: callbacksOf(statements, bid),
  };
}

function familyAbove(statements: FeatureStatements, { parent }: BatchRow): Batch[] {
  const above: Batch[] = [];
  for (let bid = parent; bid !== null && above.length < limits.batchLevelsMax;) {
    const row = statements.batch.get({ bid });
    if (row === null) break;
    above.unshift(batchOf(row));
    bid = row.parent;
  }
  return above;
}

/** Level by level, so that a bound cuts off the deepest; then in the order of a tree. */
function familyBelow(statements: FeatureStatements, bid: string): BatchBelow[] {
  const childrenOf = new Map<string, ViewedBatch[]>();
  let level = [bid];
  let room: number = limits.batchesBelowMax;
  for (let depth = 0; level.length > 0 && room > 0 && depth < limits.batchDepthShownMax; depth += 1) {
    const next: string[] = [];
    for (const parent of level) {
      const rows = room > 0 ? statements.childrenOf.all({ bid: parent, limit: Math.min(room, limits.batchChildrenShownMax) }) : [];
      room -= rows.length;
      rows.sort((one, other) => one.created - other.created);
      childrenOf.set(
        parent,
        rows.map((row) => viewedBatch(statements, row)),
      );
      next.push(...rows.map((row) => row.bid));
    }
    level = next;
  }
  const inOrder = (parent: string, depth: number): BatchBelow[] =>
    (childrenOf.get(parent) ?? []).flatMap((batch) => [
      { ...batch, depth, childrenShown: childrenOf.get(batch.bid)?.length ?? 0 },
      ...inOrder(batch.bid, depth + 1),
    ]);
  return inOrder(bid, 1);
}

function callbacksOf(statements: ReadStatements, bid: string): ViewedCallback[] {
  const waiting = new Map(statements.waitingOf.all({ bid }).map(({ kind, job }) => [kind, readFacts(job)]));
  const calls = statements.callsOf.all({ bid, lookedMax: limits.searchedRowsMax });
  const enqueued = new Map(calls.map(({ kind, id }) => [kind, statements.details.get({ id, bytesMax: -1 })]));
  return callbackKinds.map((kind) => {
    const job = waiting.get(kind) ?? enqueued.get(kind) ?? undefined;
    return job === undefined ? { kind } : { kind, job: { jid: job.jid, jobtype: job.jobtype, queue: job.queue } };
  });
}
