import { readFailure } from "../../job/failure.ts";
import type { SetName } from "../../job/lifecycle.ts";
import type { Cursor, ListedJob, ListName, ListsPort, Scan, ScanPage, StoredBytes } from "../ports/lists.ts";
import type { StoredJob } from "../ports/jobs.ts";
import { numbersOf } from "./cursor.ts";
import { handleOf, type Stand, standOf } from "./handle.ts";
import type { Parts } from "./memory.ts";
import type { QueueEntry } from "./queue-index.ts";
import type { QueueRow, SetRow } from "./raw.ts";
import { isChanged } from "./stored-job.ts";

/** A job in its queue, with the place it has there. */
interface QueuedJob extends ListedJob {
  readonly place: "queued";
  readonly no: number;
  readonly seq: number;
}

/** The lists port on SQLite: every list is clustered in its order, so that a scan is a range of rows. */
export function sqliteLists(parts: Parts): ListsPort {
  return {
    end: async (list) => endOf(parts, list),
    scan: async (list, scan) => (isSet(list) ? scanSet(parts, list, scan) : scanQueue(parts, queueOf(list), scan)),
    read: async (job) => {
      const row = parts.raw.readJob({ id: job.id })[0];
      return row === undefined || job.id <= parts.memory.floor ? undefined : bytesOf(row.payload, row);
    },
    find: async (handle) => jobAt(parts, standOf(handle)),
    reserved: async (jid) => parts.memory.held.allOf(jid).map(({ id }) => handleOf({ place: "working", id, jid })),
  };
}

/** The job that stands there, if it still does. */
function jobAt(parts: Parts, stand: Stand | undefined): StoredJob | undefined {
  if (stand === undefined) return undefined;
  const { id } = stand;
  if (stand.place === "working") return parts.memory.held.findById(stand.jid, id);
  if (stand.place !== "queued") {
    const row = parts.raw.scanSets[stand.place].bare({ at: stand.at, id: id - 1, limit: 1 })[0];
    return row?.at === stand.at && row.id === id && id > parts.memory.floor ? setJob(stand.place, row) : undefined;
  }
  const queue = parts.memory.queues.find(stand.queue);
  if (queue?.no !== stand.no) return undefined;
  const row = parts.raw.scanQueue.bare({ no: queue.no, seq: stand.seq - 1, freeze: stand.seq, limit: 1 })[0];
  return row?.id === id ? queuedJob(queue, row) : undefined;
}

function bytesOf(payload: Uint8Array, { sum, failure }: Pick<SetRow, "sum" | "failure">): StoredBytes {
  const isCorrupt = isChanged({ payload, sum: sum ?? null });
  return failure === null || failure === undefined ? { payload, isCorrupt } : { payload, isCorrupt, failure: readFailure(failure) };
}

/** The moment of now in a list, its size, and its beginning: of a queue that holds good only until the queue is removed. */
export function endOf(parts: Parts, list: ListName): { size: number; freeze: number; start: Cursor } {
  const { memory } = parts;
  if (isSet(list)) return { size: memory.counts.sizes[list], freeze: memory.entered.last, start: "" };
  const queue = memory.queues.find(queueOf(list));
  return { size: queue?.size ?? 0, freeze: (queue?.next ?? 0) - 1, start: `0|${queue?.no ?? -1}` };
}

function isSet(list: ListName): list is SetName {
  return !list.startsWith("queue:");
}

function queueOf(list: `queue:${string}`): string {
  return list.slice("queue:".length);
}

function scanSet(parts: Parts, set: SetName, { after, freeze, limit, withBytes }: Scan): ScanPage {
  const [at, id] = numbersOf(after);
  const rows = parts.raw.scanSets[set][withBytes === true ? "withBytes" : "bare"]({ at, id, limit });
  const { floor } = parts.memory;
  const jobs: ListedJob[] = [];
  for (const row of rows) if (row.entered <= freeze && row.id > floor) jobs.push(setJob(set, row));
  const last = rows.at(-1);
  const page = { jobs, behind: (job: ListedJob) => `${job.at}|${job.id}` };
  return last === undefined || rows.length < limit ? page : { ...page, next: `${last.at}|${last.id}` };
}

function setJob(place: SetName, row: SetRow): ListedJob {
  const { id, at, jid, jobtype, queue, traits, payload } = row;
  if (payload === null || payload === undefined) return { id, place, at, jid, jobtype, queue, traits };
  return { id, place, at, jid, jobtype, queue, traits, bytes: bytesOf(payload, row) };
}

function scanQueue(parts: Parts, name: string, { after, freeze, limit, withBytes }: Scan): ScanPage {
  const queue = parts.memory.queues.find(name);
  const [seq, no] = numbersOf(after);
  if (queue === undefined || (after !== "" && no !== queue.no)) return { jobs: [], behind: () => after };
  const rows = parts.raw.scanQueue[withBytes === true ? "withBytes" : "bare"]({ no: queue.no, seq, freeze, limit });
  const jobs = rows.map((row) => queuedJob(queue, row));
  const last = jobs.at(-1);
  const behind = (job: ListedJob): Cursor => `${(job as QueuedJob).seq}|${queue.no}`;
  return last === undefined || rows.length < limit ? { jobs, behind } : { jobs, behind, next: behind(last) };
}

function queuedJob({ name: queue, no }: QueueEntry, row: QueueRow): QueuedJob {
  const { seq, id, since: at, payload } = row;
  const [jid, jobtype, traits] = [row.jid ?? "", row.jobtype ?? "", row.traits ?? 0];
  const job: QueuedJob = { id, place: "queued", at, jid, jobtype, queue, traits, no, seq };
  return payload === null || payload === undefined ? job : { ...job, bytes: bytesOf(payload, row) };
}
