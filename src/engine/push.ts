import type { Engine } from "../assemble.ts";
import type { Admitted } from "../job/admission.ts";
import { limits } from "../limits.ts";
import { ok, refuse, type Result } from "../result.ts";
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
    if (room.shortage() !== undefined) return almostFull;
    const results: Result<undefined>[] = [];
    for (let from = 0; from < jobs.length;) {
      const part = firstPart(jobs, from);
      from += part.jobs.length;
      room.spend(part.bytes);
      const work = async (tx: Tx) => {
        for (const job of part.jobs) await add(tx, job);
      };
      await store.transact(from === jobs.length ? "synced" : "committed", work, { bytes: part.bytes });
      for (const _ of part.jobs) results.push(ok(undefined));
    }
    return ok(results);
  };
}

async function add(tx: Tx, { facts, payload }: Admitted): Promise<void> {
  const job: NewJob = { facts, payload };
  await tx.jobs.add(facts.at !== undefined && facts.at > tx.now ? { ...job, scheduledAt: facts.at } : job);
}

/** The jobs behind `from` that one turn takes: bounded in number and bytes, but at least one. */
function firstPart(jobs: readonly Admitted[], from: number): { jobs: readonly Admitted[]; bytes: number } {
  let to = from;
  let bytes = 0;
  for (const job of jobs.slice(from, from + limits.jobsPerTurnMax)) {
    if (to > from && bytes + job.payload.length > limits.turnBytesMax) break;
    bytes += job.payload.length;
    to += 1;
  }
  return { jobs: jobs.slice(from, to), bytes };
}
