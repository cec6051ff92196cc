import type { Admitted } from "../job/admission.ts";
import { ok, type Refusal, type Result } from "../result.ts";
import type { JobId, NewJob, ReservedJob, StoredJob } from "../store/ports/jobs.ts";
import type { Tx } from "../store/store.ts";
import type { Events } from "./events.ts";
import type { Candidate, Feature, Move, QueueGate } from "./feature.ts";
import { tellOfPush } from "./telling.ts";

/** The features as the verbs see them. Whoever calls has compared the job's traits with 0 before. */
export interface Points {
  /** Stores a job, unless a feature refuses it; either is told. */
  push(tx: Tx, job: Admitted): Promise<Result<JobId>>;
  /** Whether anything stands before that queue. */
  guards(queue: string): boolean;
  /** Whether that lets one worker in and not another. */
  isPerWorker(queue: string): boolean;
  take(tx: Tx, queue: string, wid: string): Promise<boolean>;
  settle(tx: Tx, queue: string, wid: string, job: ReservedJob | undefined): Promise<void>;
  offer(tx: Tx, job: ReservedJob): Promise<boolean>;
  moved(tx: Tx, job: StoredJob, move: Move): Promise<void>;
}

/** Asks the features, in the order of the list, each only about jobs that have one of its traits (spec §6). */
export function points(features: readonly Feature[], events: Events): Points {
  async function admit(tx: Tx, job: Candidate): Promise<Refusal | undefined> {
    for (const feature of features) {
      if ((feature.traits & job.facts.traits) === 0) continue;
      const refusal = await feature.admit?.(tx, job);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  async function moved(tx: Tx, job: StoredJob, move: Move): Promise<void> {
    for (const feature of features) if ((feature.traits & job.traits) !== 0) await feature.moved?.(tx, job, move);
  }

  return {
    push: async (tx, admitted) => {
      const job = toStore(tx, admitted);
      if (job.facts.traits === 0) return ok(await tx.jobs.add(job));
      const candidate: Candidate = { ...job, id: await tx.jobs.nextId() };
      const refusal = await admit(tx, candidate);
      if (events.isHeard) tellOfPush(tx, events, admitted, refusal);
      if (refusal !== undefined) return refusal;
      await tx.jobs.add(candidate);
      const stored = storedAs(candidate, tx);
      await moved(tx, stored, { verb: "push", from: undefined, to: stored.place, pushed: candidate });
      return ok(candidate.id);
    },
    ...queuePoints(features.flatMap(({ openQueue }) => openQueue ?? [])),
    offer: async (tx, job) => {
      for (const feature of features) {
        if ((feature.traits & job.traits) !== 0 && (await feature.offer?.(tx, job)) === false) return false;
      }
      return true;
    },
    moved,
  };
}

/** What stands before the queues. */
function queuePoints(gates: readonly QueueGate[]): Pick<Points, "guards" | "isPerWorker" | "take" | "settle"> {
  return {
    guards: (queue) => {
      for (const gate of gates) if (gate.guards(queue)) return true;
      return false;
    },
    isPerWorker: (queue) => {
      for (const gate of gates) if (gate.isPerWorker(queue)) return true;
      return false;
    },
    take: async (tx, queue, wid) => {
      const taken: QueueGate[] = [];
      for (const gate of gates) {
        if (!gate.guards(queue)) continue;
        if (await gate.take(tx, queue, wid)) taken.push(gate);
        else {
          for (const open of taken) await open.settle(tx, queue, wid, undefined);
          return false;
        }
      }
      return true;
    },
    settle: async (tx, queue, wid, job) => {
      for (const gate of gates) if (gate.guards(queue)) await gate.settle(tx, queue, wid, job);
    },
  };
}

/** The job as the store takes it: one that is due later goes to scheduled (spec §2). */
export function toStore(tx: Tx, { facts, payload }: Admitted): NewJob {
  return facts.at !== undefined && facts.at > tx.now ? { facts, payload, scheduledAt: facts.at } : { facts, payload };
}

function storedAs({ id, facts, scheduledAt }: Candidate, tx: Tx): StoredJob {
  const { jid, jobtype, queue, traits } = facts;
  return { id, place: scheduledAt === undefined ? "queued" : "scheduled", at: scheduledAt ?? tx.now, jid, jobtype, queue, traits };
}
