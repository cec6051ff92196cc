import type { Database } from "bun:sqlite";
import { featureFaults } from "./feature-checks.ts";
import { loadMemory } from "./load.ts";
import type { Memory, Parts } from "./memory.ts";
import { heldSlots } from "./queue-slots.ts";

/** Says in what the memory of a store at rest differs from what the tables would rebuild; an empty list where it doesn't. */
export function differences(db: Database, parts: Parts): string[] {
  const { memory, statements, clock } = parts;
  const rebuilt = loadMemory(db, statements, clock);
  const found: string[] = [];
  compare(found, "queues", queuesOf(memory), queuesOf(rebuilt));
  compare(found, "removed queues", sorted(memory.queues.removed), sorted(rebuilt.queues.removed));
  compare(found, "jobs in queues", memory.queues.size, rebuilt.queues.size);
  compare(found, "reserved jobs", heldIn(memory), heldIn(rebuilt));
  for (const [queue, slots] of memory.slots.all()) {
    if (slots.throttle.kind === "rate") continue;
    const fresh = heldSlots(slots.throttle, memory.held.allIn(queue));
    const now = memory.steady.now();
    compare(found, `slots of ${queue}`, sorted(slots.holders(now)), sorted(fresh.holders(now)));
  }
  compare(found, "locks", memory.locks.entries(), rebuilt.locks.entries());
  compare(found, "sizes of the sets", memory.counts.sizes, rebuilt.counts.sizes);
  compare(found, "totals", memory.counts.totals, rebuilt.counts.totals);
  compare(found, "floor", memory.floor, rebuilt.floor);
  compare(found, "jobs not in exactly one place", misplaced(db, memory.floor), []);
  compare(found, "failures without a job", strays(db, "failures", "jobs"), []);
  compare(found, "attempts without a failure", strays(db, "attempts", "failures"), []);
  found.push(...featureFaults(db));
  for (const queue of memory.queues.all()) {
    const held = queue.window.held().map((job) => [job.seq, job.id]);
    const limit = queue.window.isWhole ? -1 : held.length;
    const rows = db.query<{ seq: number; id: number }, [number, number]>("SELECT seq, id FROM queued WHERE queue = ? ORDER BY seq LIMIT ?");
    compare(
      found,
      `window of ${queue.name}`,
      held,
      rows.all(queue.no, limit).map((row) => [row.seq, row.id]),
    );
  }
  return found;
}

/** Jobs that are in no place or in several, and places without a job; what is still to be swept may be either. */
function misplaced(db: Database, floor: number): unknown[] {
  const query = db.query<{ id: number }, [number]>(
    `SELECT id FROM (
       SELECT id, 1 AS place, 0 AS job FROM queued UNION ALL SELECT id, 1, 0 FROM working UNION ALL SELECT id, 1, 0 FROM scheduled
       UNION ALL SELECT id, 1, 0 FROM retries UNION ALL SELECT id, 1, 0 FROM dead UNION ALL SELECT id, 0, 1 FROM jobs
     ) WHERE id > ? GROUP BY id HAVING sum(place) <> 1 OR sum(job) <> 1`,
  );
  return query.all(floor).map((row) => row.id);
}

function strays(db: Database, table: string, owner: string): unknown[] {
  return db.query<{ id: number }, []>(`SELECT DISTINCT id FROM ${table} WHERE id NOT IN (SELECT id FROM ${owner})`).all();
}

function sorted(numbers: readonly number[]): number[] {
  return [...numbers].sort((one, other) => one - other);
}

function compare(found: string[], what: string, live: unknown, rebuilt: unknown): void {
  const [one, other] = [JSON.stringify(live), JSON.stringify(rebuilt)];
  if (one !== other) found.push(`${what}: ${one} in memory, ${other} in the tables`);
}

function queuesOf(memory: Memory): unknown[] {
  const queues = [...memory.queues.all()].sort((one, other) => one.no - other.no);
  return queues.map(({ no, name, size, isPaused, pause, blockEnd }) => {
    return [no, name, size, isPaused, pause?.by, pause?.reason, pause?.since, blockEnd, memory.held.busyIn(name)];
  });
}

function heldIn(memory: Memory): unknown[] {
  const held = memory.held.all().sort((one, other) => one.id - other.id);
  return held.map(({ id, jid, wid, queue, jobtype, retry, traits, at, failure }) => ({
    id,
    jid,
    wid,
    queue,
    jobtype,
    retry,
    traits,
    at,
    failure,
  }));
}
