import { readFailure } from "../../job/failure.ts";
import type { SetName } from "../../job/lifecycle.ts";
import type { Cursor, ListedJob, ListName, ListsPort, Scan, ScanPage } from "../ports/lists.ts";
import type { Parts } from "./memory.ts";
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
      if (row === undefined || job.id <= parts.memory.floor) return undefined;
      const failure = row.failure === null ? {} : { failure: readFailure(row.failure) };
      return { payload: row.payload, isCorrupt: isChanged(row), ...failure };
    },
  };
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

function scanSet(parts: Parts, set: SetName, { after, freeze, limit }: Scan): ScanPage {
  const [at, id] = numbersOf(after);
  const rows = parts.raw.scanSets[set]({ at, id, limit });
  const jobs = rows.filter((row) => row.entered <= freeze && row.id > parts.memory.floor);
  const last = rows.at(-1);
  return {
    jobs: jobs.map(({ id, at, jid, jobtype, queue }) => ({ id, place: set, at, jid, jobtype, queue, cursor: `${at}|${id}` })),
    ...(last === undefined || rows.length < limit ? {} : { next: `${last.at}|${last.id}` }),
  };
}

function scanQueue(parts: Parts, name: string, { after, freeze, limit }: Scan): ScanPage {
  const queue = parts.memory.queues.find(name);
  const [seq, no] = numbersOf(after);
  if (queue === undefined || (after !== "" && no !== queue.no)) return { jobs: [] };
  const rows = parts.raw.scanQueue({ no: queue.no, seq, freeze, limit });
  const last = rows.at(-1);
  const jobs = rows.map(({ seq, id, since, jid, jobtype }): QueuedJob => ({
    id,
    place: "queued",
    at: since,
    jid: jid ?? "",
    jobtype: jobtype ?? "",
    queue: name,
    no: queue.no,
    seq,
    cursor: `${seq}|${queue.no}`,
  }));
  return { jobs, ...(last === undefined || rows.length < limit ? {} : { next: `${last.seq}|${queue.no}` }) };
}

/** A cursor's two numbers: a time and an id, or a seq and the number of its queue. The beginning is before all of them, also before times in front of 1970. */
function numbersOf(cursor: Cursor): [number, number] {
  if (cursor === "") return [Number.MIN_SAFE_INTEGER, 0];
  const [first = "", second = ""] = cursor.split("|");
  return [Number(first), Number(second)];
}
