import type { Admitted } from "../job/admission.ts";
import { limits } from "../limits.ts";
import { ok, type Refusal, refuse } from "../result.ts";
import type { Store, Tx } from "../store/store.ts";
import { type Points, toStore } from "./points.ts";
import type { Room } from "./room.ts";
import type { RefusedJob, Verbs } from "./verbs.ts";

interface PushParts {
  readonly store: Store;
  readonly room: Room;
  readonly points: Points;
}

/** The answer while the room is short (spec §5). */
export const almostFull = refuse("disk almost full");
const done = ok(undefined);

/** §3 PUSH: a job enters its queue, or scheduled where its `at` is still to come. */
export function push({ store, room, points }: PushParts): Verbs["push"] {
  return async (job) => {
    if (room.shortage() !== undefined) return almostFull;
    room.spend(job.payload.length);
    const refusal = await store.transact("synced", (tx) => add(tx, job, points), { bytes: job.payload.length });
    return refusal ?? done;
  };
}

/** §3 PUSHB: as many jobs a turn as others can wait for; only the last part waits for its sync, which covers those before it. */
export function pushMany({ store, room, points }: PushParts): Verbs["pushMany"] {
  return async (jobs) => {
    const refused: RefusedJob[] = [];
    let isFirst = true;
    for (const part of inParts(jobs)) {
      if (isFirst && room.shortage() !== undefined) return almostFull;
      room.spend(part.bytes);
      // What was refused is its value, since a work may run again.
      const work = async (tx: Tx) => {
        let ofPart: RefusedJob[] | undefined;
        for (const job of part.jobs) {
          const refusal = await add(tx, job, points);
          if (refusal !== undefined) (ofPart ??= []).push({ jid: job.facts.jid, refusal });
        }
        return ofPart;
      };
      const ofPart = await store.transact(part.isLast ? "synced" : "committed", work, {
        bytes: part.bytes,
        isWide: !isFirst || !part.isLast,
      });
      if (ofPart !== undefined) refused.push(...ofPart);
      isFirst = false;
    }
    return ok(refused);
  };
}

/** Answers with what refused the job, if anything did. */
async function add(tx: Tx, job: Admitted, points: Points): Promise<Refusal | undefined> {
  if (job.facts.traits === 0) {
    await tx.jobs.add(toStore(tx, job));
    return undefined;
  }
  const pushed = await points.push(tx, job);
  return pushed.ok ? undefined : pushed;
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
