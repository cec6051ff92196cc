import { type Failure, readFailure } from "../../job/failure.ts";
import { glance } from "../../job/glance.ts";
import type { SetName } from "../../job/lifecycle.ts";
import { parseTimestamp } from "../../job/timestamp.ts";
import { limits } from "../../limits.ts";
import type { Handle } from "../ports/lists.ts";
import type { ViewedJob, ViewedWhole } from "../ports/view.ts";
import { handleOf, type Stand, standOf } from "./handle.ts";
import { readUses } from "./read-features.ts";
import type { ReadStatements } from "./read-statements.ts";
import { isChanged } from "./stored-job.ts";

const most = Number.MAX_SAFE_INTEGER;

/** The job that stands there; undefined where none does. */
export function viewed(statements: ReadStatements, stand: Stand): ViewedJob | undefined {
  const { id, place } = stand;
  const row = statements.details.get({ id, bytesMax: limits.glancedBytesMax });
  const lease = place === "working" ? (statements.reserved.get({ id }) ?? undefined) : undefined;
  const at = place === "working" ? lease?.since : place === "queued" ? sinceIn(statements, stand) : stand.at;
  if (at === undefined) return undefined;
  // the job's own row is missing: only damage explains it, and the list still counts it
  const { jid, jobtype, queue, bytes, payload, failure } = row ?? {
    jid: "",
    jobtype: "",
    queue: "",
    bytes: 0,
    payload: null,
    failure: null,
  };
  const seen = payload === null ? undefined : glance(payload, jobtype);
  return {
    id,
    handle: handleOf(stand),
    place,
    at,
    jid,
    jobtype,
    queue,
    payloadBytes: bytes,
    ...(seen === undefined ? {} : { glance: seen }),
    ...(failure === null ? {} : { failure: withoutBacktrace(readFailure(failure)) }),
    ...(lease === undefined ? {} : { lease: { wid: lease.wid, until: lease.until } }),
  };
}

function sinceIn(statements: ReadStatements, { no, seq, id }: Extract<Stand, { place: "queued" }>): number | undefined {
  return statements.inQueue.get({ no, seq, id })?.since;
}

function withoutBacktrace(failure: Failure): Failure {
  const { backtrace: _, ...short } = failure;
  return short;
}

/** All that is stored of the job of a handle; undefined where it is not found without a search, or the handle is none. */
export function readWhole(statements: ReadStatements, handle: Handle): ViewedWhole | undefined {
  const asked = standOf(handle);
  const floor = statements.number.get({ name: "floor" })?.value ?? 0;
  if (asked === undefined || asked.id <= floor) return undefined;
  const stand = stillThere(statements, asked) ?? whereTo(statements, asked.id);
  const job = stand && viewed(statements, stand);
  const bytes = stand && statements.whole.get({ id: stand.id });
  if (job === undefined || bytes === null || bytes === undefined) return undefined;
  const failure = statements.details.get({ id: job.id, bytesMax: -1 })?.failure ?? null;
  return {
    ...job,
    ...(failure === null ? {} : { failure: readFailure(failure) }),
    payload: bytes.payload,
    isCorrupt: isChanged(bytes),
    attempts: statements.attempts.all({ id: job.id }),
    uses: readUses(statements, { id: job.id, jid: job.jid, traits: bytes.traits }),
  };
}

function stillThere(statements: ReadStatements, stand: Stand): Stand | undefined {
  const { id } = stand;
  if (stand.place === "working") return statements.reserved.get({ id }) ? stand : undefined;
  if (stand.place !== "queued") return statements.inSet[stand.place].get({ at: stand.at, id }) ? stand : undefined;
  return statements.queueNo.get({ name: stand.queue })?.no === stand.no && sinceIn(statements, stand) !== undefined ? stand : undefined;
}

/**
 * Where a job went that left its place: to working, to retries at the time its failure names, to dead when its last run failed. Else it
 * is looked for among those that entered its queue, or died, last.
 */
function whereTo(statements: ReadStatements, id: number): Stand | undefined {
  const row = statements.details.get({ id, bytesMax: 0 });
  if (row === null) return undefined;
  if (statements.reserved.get({ id })) return { place: "working", id, jid: row.jid };
  const nextAt = row.failure === null ? undefined : parseTimestamp(readFailure(row.failure).nextAt ?? "");
  const failedAt = statements.attempts.all({ id }).at(-1)?.at;
  return (
    inSet(statements, "retries", nextAt, id) ??
    inSet(statements, "dead", failedAt, id) ??
    inTail(statements, row.queue, id) ??
    amongDead(statements, id)
  );
}

function inSet(statements: ReadStatements, place: SetName, at: number | undefined, id: number): Stand | undefined {
  return at !== undefined && statements.inSet[place].get({ at, id }) ? { place, at, id } : undefined;
}

function inTail(statements: ReadStatements, name: string, id: number): Stand | undefined {
  const no = statements.queueNo.get({ name })?.no;
  if (no === undefined) return undefined;
  const rows = statements.last.queue.keys.all({ no, seq: most, limit: limits.searchedRowsMax, skip: 0 });
  const row = rows.find((one) => one.id === id);
  return row && { place: "queued", queue: name, no, seq: row.seq, id };
}

function amongDead(statements: ReadStatements, id: number): Stand | undefined {
  const rows = statements.last.dead.keys.all({ at: most, id: most, floor: 0, limit: limits.searchedRowsMax, skip: 0 });
  const row = rows.find((one) => one.id === id);
  return row && { place: "dead", at: row.at, id };
}
