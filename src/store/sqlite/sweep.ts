import { limits } from "../../limits.ts";
import { forgetFailures } from "./attempts.ts";
import type { StoredJob, Swept } from "../ports/jobs.ts";
import type { Parts } from "./memory.ts";

/** FLUSH: everything is gone at once; what is left of it lies below the floor, or under queue numbers without a name. */
export function clearJobs(parts: Parts): void {
  const { memory, statements } = parts;
  const floor = memory.floor;
  memory.undo.push(() => (memory.floor = floor));
  memory.floor = memory.ids.last;
  statements.putNumber({ name: "floor", value: memory.floor });
  statements.forgetAllQueueNames({});
  for (const queue of memory.queues.all()) memory.queues.remove(queue);
  statements.clearWorking({});
  memory.slots.clear();
  memory.locks.clear();
  memory.held.clear();
  statements.clearHistory({});
  for (const empty of statements.emptyFeatures) empty({});
  memory.counts.clear();
}

/** Deletes up to `limit` rows of what `clearJobs` and removed queues left behind. */
export function sweepJobs(parts: Parts, limit: number): Swept {
  const no = parts.memory.queues.removed.at(-1);
  const jobs = no === undefined ? [] : sweepQueue(parts, no, limit);
  if (no === undefined && parts.memory.floor > 0) sweepBelowFloor(parts, limit);
  return { hasMore: parts.memory.queues.removed.length > 0 || parts.memory.floor > 0, jobs };
}

/** Answers with the jobs that have traits, but for those that FLUSH dropped. */
function sweepQueue(parts: Parts, no: number, limit: number): StoredJob[] {
  const { memory, statements, raw } = parts;
  const rows = raw.firstQueued({ no, limit });
  const withTraits: StoredJob[] = [];
  const isDone = untilLate(parts, rows, ({ seq, id, since, jid, jobtype, queue, traits }) => {
    statements.deleteQueued({ queue: no, seq });
    statements.deleteJob({ id });
    forgetFailures(parts, id);
    if (traits === 0 || traits === null || id <= memory.floor) return;
    withTraits.push({ id, place: "queued", at: since, jid: jid ?? "", jobtype: jobtype ?? "", queue: queue ?? "", traits });
  });
  if (isDone && rows.length < limit) {
    statements.deleteQueue({ no });
    memory.queues.removed.pop();
    memory.undo.push(() => memory.queues.removed.push(no));
  }
  return withTraits;
}

/** Takes row after row, until a slice is over; false where some are left. A job of 64 MiB takes a tenth of a second to delete. */
function untilLate<Row>({ clock }: Parts, rows: readonly Row[], take: (row: Row) => void): boolean {
  const end = clock.monotonic() + limits.sliceMsMax;
  for (const row of rows) {
    take(row);
    if (clock.monotonic() >= end) return row === rows.at(-1);
  }
  return true;
}

function sweepBelowFloor(parts: Parts, limit: number): void {
  const { memory, statements, raw } = parts;
  const { floor } = memory;
  for (const sweep of [raw.sweepScheduled, raw.sweepRetries, raw.sweepDead]) {
    if (sweep({ floor, limit }).length > 0) return;
  }
  const rows = raw.firstJobs({ floor, limit });
  const isDone = untilLate(parts, rows, ({ id }) => {
    statements.deleteJob({ id });
    forgetFailures(parts, id);
  });
  if (!isDone || rows.length === limit) return;
  memory.undo.push(() => (memory.floor = floor));
  memory.floor = 0;
  statements.putNumber({ name: "floor", value: 0 });
}
