import type { Engine } from "../assemble.ts";
import type { Admitted } from "../job/admission.ts";
import { limits } from "../limits.ts";
import { ok, refuse } from "../result.ts";
import type { NewJob } from "../store/ports/jobs.ts";
import type { Store, Tx } from "../store/store.ts";
import type { Room } from "./room.ts";

interface PushParts {
  readonly store: Store;
  readonly room: Room;
}

/** The answer while the room is short (spec §5). */
const almostFull = refuse("disk almost full");

/** §3 PUSH: a job enters its queue, or scheduled where its `at` is still to come. */
export function push({ store, room }: PushParts): Engine["push"] {
  return async (job) => {
    if (room.shortage() !== undefined) return almostFull;
    room.spend(job.payload.length);
    await store.transact("synced", (tx) => add(tx, job), { bytes: job.payload.length });
    return ok(undefined);
  };
}

/** §3 PUSHB: as many jobs a turn as others can wait for; only the last part waits for its sync, which covers those before it. */
export function pushMany({ store, room }: PushParts): Engine["pushMany"] {
  return async (jobs) => {
    let isFirst = true;
    for (const part of inParts(jobs)) {
      if (isFirst && room.shortage() !== undefined) return almostFull;
      room.spend(part.bytes);
      const work = async (tx: Tx) => {
        for (const job of part.jobs) await add(tx, job);
      };
      await store.transact(part.isLast ? "synced" : "committed", work, { bytes: part.bytes, isWide: !isFirst || !part.isLast });
      isFirst = false;
    }
    return ok([]);
  };
}

async function add(tx: Tx, { facts, payload }: Admitted): Promise<void> {
  const job: NewJob = { facts, payload };
  await tx.jobs.add(facts.at !== undefined && facts.at > tx.now ? { ...job, scheduledAt: facts.at } : job);
}

interface Part {
  readonly jobs: readonly Admitted[];
  readonly bytes: number;
  readonly isLast: boolean;
}

/** What one turn takes, and then the next: bounded in number and bytes, but at least one job. */
function* inParts(all: Iterable<Admitted>): Iterable<Part> {
  let jobs: Admitted[] = [];
  let bytes = 0;
  for (const job of all) {
    const isFull = jobs.length === limits.jobsPerTurnMax || bytes + job.payload.length > limits.turnBytesMax;
    if (jobs.length > 0 && isFull) {
      yield { jobs, bytes, isLast: false };
      jobs = [];
      bytes = 0;
    }
    jobs.push(job);
    bytes += job.payload.length;
  }
  if (jobs.length > 0) yield { jobs, bytes, isLast: true };
}
