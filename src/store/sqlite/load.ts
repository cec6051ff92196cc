import type { Database } from "bun:sqlite";
import type { Clock } from "../../clock.ts";
import { setNames } from "../../job/lifecycle.ts";
import type { Pause } from "../ports/queues.ts";
import type { Statements } from "./statements.ts";
import { emptyMemory, type Memory, type StoredNumbers } from "./memory.ts";
import { readJobRow } from "./stored-job.ts";

/**
 * Builds the memory from the tables: at the start, and in tests to compare. It scans the keys of the places, no payloads but those
 * of reserved jobs. Stored deadlines are wall time and are turned into monotonic ones here, once (spec §4).
 */
export function loadMemory(db: Database, statements: Statements, clock: Clock): Memory {
  const memory = emptyMemory(readNumbers(db), statements, clock);
  loadQueues(db, memory);
  loadWorking(db, memory, clock);
  loadCounts(db, memory);
  loadLocks(db, memory);
  memory.undo.drop();
  return memory;
}

function readNumbers(db: Database): StoredNumbers {
  const rows = db.query<{ name: string; value: number }, []>("SELECT name, value FROM numbers").all();
  const stored = new Map(rows.map((row) => [row.name, row.value]));
  const number = (name: keyof StoredNumbers, otherwise: number) => stored.get(name) ?? otherwise;
  // the numbers of an older server's queues are not taken from a block
  const last = db.query<{ no: number }, []>("SELECT coalesce(max(no), 0) AS no FROM queues").get()?.no ?? 0;
  const queues = Math.max(number("queues", 1), last + 1);
  return { ids: number("ids", 1), entered: number("entered", 1), queues, floor: number("floor", 0), ahead: number("ahead", 0) };
}

function loadQueues(db: Database, memory: Memory): void {
  const counted = db.query<{ queue: number; size: number }, []>("SELECT queue, count(*) AS size FROM queued GROUP BY queue").all();
  const sizes = new Map(counted.map((row) => [row.queue, row.size]));
  const rows = db.query<QueueRow, []>(
    "SELECT no, name, paused, paused_by AS by, paused_reason AS reason, paused_at AS since, next FROM queues",
  );
  for (const { no, name, next, ...row } of rows.all()) {
    if (name === null) memory.queues.removed.push(no);
    else memory.queues.load({ no, name, isPaused: row.paused === 1, pause: pauseOf(row), size: sizes.get(no) ?? 0, next });
  }
}

interface QueueRow {
  no: number;
  name: string | null;
  paused: number;
  by: string | null;
  reason: string | null;
  since: number | null;
  next: number;
}

function pauseOf({ paused, by, reason, since }: Omit<QueueRow, "no" | "name" | "next">): Pause | undefined {
  if (paused !== 1) return undefined;
  return { ...(by === null ? {} : { by }), ...(reason === null ? {} : { reason }), ...(since === null ? {} : { since }) };
}

interface WorkingRow {
  id: number;
  wid: string;
  since: number;
  until: number;
  jid: string | null;
  jobtype: string | null;
  queue: string | null;
  traits: number | null;
  payload: Uint8Array | null;
  sum: number | null;
  failure: string | null;
}

function loadWorking(db: Database, memory: Memory, clock: Clock): void {
  const rows = db.query<WorkingRow, []>(
    `SELECT w.id, w.wid, w.since, w.until, j.jid, j.jobtype, j.queue, j.traits, j.payload, j.sum, f.failure
     FROM (SELECT * FROM working ORDER BY since, id LIMIT -1) w
     LEFT JOIN jobs j ON j.id = w.id LEFT JOIN failures f ON f.id = w.id`,
  );
  const [wall, monotonic] = [clock.wall(), clock.monotonic()];
  // Row by row, and sorted without their payloads, which is what LIMIT does here: all of them may be more than the memory holds.
  for (const row of rows.iterate()) {
    const { facts, failure } = readJobRow(row, row.queue ?? "");
    const { jid, jobtype, queue, retry, traits, pushedFailure } = facts;
    memory.held.add({
      id: row.id,
      place: "working",
      at: row.since,
      jid,
      jobtype,
      queue,
      wid: row.wid,
      retry,
      traits,
      ...(failure === undefined ? {} : { failure }),
      ...(pushedFailure === undefined ? {} : { pushedFailure }),
      deadline: monotonic + (row.until - wall) / 1000,
      reservedAt: memory.steady.now() - (wall - row.since),
    });
  }
}

function loadCounts(db: Database, memory: Memory): void {
  for (const set of setNames) {
    const row = db.query<{ size: number }, [number]>(`SELECT count(*) AS size FROM ${set} WHERE id > ?`).get(memory.floor);
    memory.counts.sizes[set] = row?.size ?? 0;
  }
  const sums = db.query<{ processed: number; failures: number }, []>(
    "SELECT coalesce(sum(processed), 0) AS processed, coalesce(sum(failures), 0) AS failures FROM history",
  );
  memory.counts.totals = sums.get() ?? { processed: 0, failures: 0 };
}

function loadLocks(db: Database, memory: Memory): void {
  const rows = db.query<{ id: number; key: Uint8Array }, []>("SELECT id, key FROM locks");
  for (const { id, key } of rows.iterate()) {
    memory.locks.add(key, id);
    memory.undo.drop();
  }
}
