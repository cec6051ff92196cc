import type { Feature, FeatureParts, Move } from "../../engine/feature.ts";
import type { BatchRequest } from "../../job/batch-request.ts";
import { callbackJob } from "../../job/batch-request.ts";
import type { CallbackKind } from "../../job/batch.ts";
import { cutCharacters } from "../../job/cut.ts";
import { newJid } from "../../job/jid.ts";
import { trait } from "../../job/traits.ts";
import { limits } from "../../limits.ts";
import { ok, refuse, type Refusal, type Result } from "../../result.ts";
import type { Batch, BatchRun } from "../../store/ports/batches.ts";
import type { StoredJob } from "../../store/ports/jobs.ts";
import type { Tx } from "../../store/store.ts";
import { enqueueCallbacks } from "./callbacks.ts";

/** The verbs of batches (spec §6 BATCH); each change resolves once it is on stable storage. */
export interface BatchVerbs {
  /** Answers with the bid. */
  create(request: BatchRequest): Promise<Result<string>>;
  open(bid: string): Promise<Result<undefined>>;
  commit(bid: string): Promise<Result<undefined>>;
  status(bid: string): Promise<Result<Batch>>;
}

/** How often it looks for batches that lapse. */
const lookMs = 5_000;

/** §6 Batches: counts change in the transaction of the move that changes them, and so do callbacks enter their queues. */
export function batch(parts: FeatureParts): { readonly feature: Feature; readonly verbs: BatchVerbs } {
  return {
    feature: {
      traits: trait.batched | trait.callback,
      admit: async (tx, { facts }) => {
        const bid = facts.custom?.bid;
        return bid === undefined || (await tx.batches.find(bid)) !== undefined ? undefined : noSuchBatch(bid);
      },
      moved: async (tx, job, move) => {
        if ((job.traits & trait.batched) !== 0) await memberMoved(tx, job, move, parts);
        if ((job.traits & trait.callback) !== 0 && move.to === "gone") {
          await enqueueCallbacks(tx, await tx.batches.answered(job.id, move.verb === "ack"), parts);
        }
      },
      due: (tx) => lapse(tx, parts),
    },
    verbs: {
      create: (request) => create(request, parts),
      open: (bid) => setOpen(bid, true, parts),
      commit: (bid) => setOpen(bid, false, parts),
      status: async (bid) => {
        const found = await parts.store.transact("committed", (tx) => tx.batches.find(bid));
        return found === undefined ? noSuchBatch(bid) : ok(found);
      },
    },
  };
}

const bidBytes = 10;
const bidCharactersShown = 100;

function noSuchBatch(bid: string): Refusal {
  return refuse(`No such batch ${cutCharacters(bid, bidCharactersShown)}`);
}

async function create({ callbacks, parent, description }: BatchRequest, parts: FeatureParts): Promise<Result<string>> {
  const shortage = parts.refusesJobs();
  if (shortage !== undefined) return shortage;
  const { store, random, clock } = parts;
  const bid = `b-${Buffer.from(random.bytes(bidBytes)).toString("base64url")}`;
  const jobs = new Map<CallbackKind, Uint8Array>();
  let bytes = 0;
  for (const [kind, wanted] of callbacks) {
    const job = callbackJob(wanted, { kind, bid, parent, jid: newJid(random) }, clock.wall());
    if (!job.ok) return job;
    jobs.set(kind, job.value);
    bytes += job.value.length;
  }
  const named = { ...(parent === undefined ? {} : { parent }), ...(description === undefined ? {} : { description }) };
  const outcome = await store.transact("synced", (tx) => tx.batches.create({ bid, callbacks: jobs, ...named }), { bytes });
  if (outcome === "no parent") return noSuchBatch(parent ?? "");
  return outcome === "created" ? ok(bid) : refuse(`batches can be nested at most ${limits.batchLevelsMax} levels deep`);
}

function setOpen(bid: string, isOpen: boolean, parts: FeatureParts): Promise<Result<undefined>> {
  return parts.store.transact("synced", async (tx) => {
    const callbacks = await tx.batches.setOpen(bid, isOpen);
    if (callbacks === undefined) return noSuchBatch(bid);
    await enqueueCallbacks(tx, callbacks, parts);
    return ok(undefined);
  });
}

async function memberMoved(tx: Tx, job: StoredJob, move: Move, parts: FeatureParts): Promise<void> {
  const bid = move.pushed?.facts.custom?.bid;
  if (bid !== undefined) return tx.batches.join(job.id, bid);
  const run = runOf(move);
  const ran = run && (await tx.batches.ran(job.id, run));
  if (ran === undefined) return;
  if (move.verb === "discard" || move.verb === "lapse") {
    const why = move.verb === "discard" ? "was discarded" : "expired";
    tx.afterCommit(() =>
      parts.log.warn(`job ${cutCharacters(job.jid, bidCharactersShown)} ${why}: it leaves batch ${ran.bid} as if acked`),
    );
  }
  await enqueueCallbacks(tx, ran.callbacks, parts);
}

/** What a move means to the batch of the job; undefined: nothing. */
function runOf({ verb, to }: Move): BatchRun | undefined {
  if (verb === "ack" || verb === "discard" || verb === "lapse") return { what: "acked", hasDied: false };
  if (to === "dead") return { what: "failed", hasDied: true };
  if (to === "retries") return { what: "failed", hasDied: false };
  if (to === "gone") return { what: "lost", hasDied: verb !== "purge" };
  return undefined;
}

async function lapse(tx: Tx, parts: FeatureParts): Promise<number> {
  const { hasMore, uncommitted, callbacks } = await tx.batches.lapse(limits.sliceRows);
  for (const bid of uncommitted) {
    tx.afterCommit(() => parts.log.warn(`batch ${bid} was not committed within ${limits.batchMinutes} minutes: it lapsed`));
  }
  await enqueueCallbacks(tx, callbacks, parts);
  return hasMore ? 0 : lookMs;
}
