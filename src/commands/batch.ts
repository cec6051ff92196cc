import type { Engine } from "../assemble.ts";
import { readBatch } from "../job/batch-request.ts";
import type { CallbackKind, CallbackState } from "../job/batch.ts";
import { formatTimestamp } from "../job/timestamp.ts";
import { refuse } from "../result.ts";
import { bulk, ok, type Reply, refusal } from "../wire/reply.ts";
import type { Command } from "./command.ts";
import { readWord } from "./word.ts";

type Batches = Engine["batch"];
type Status = Extract<Awaited<ReturnType<Batches["status"]>>, { readonly ok: true }>["value"];

/** `BATCH NEW|OPEN|COMMIT|STATUS` (spec §6). */
export const batch: Command = {
  verb: "BATCH",
  run: (engine, _session, payload) => {
    const { word, rest } = readWord(payload);
    const subcommand = subcommands.get(word.toUpperCase());
    return subcommand === undefined ? refusal(refuse(`no such BATCH subcommand: ${word}`)) : subcommand(engine.batch, rest);
  },
};

const subcommands = new Map<string, (batches: Batches, rest: Uint8Array) => Promise<Reply> | Reply>([
  ["NEW", create],
  ["OPEN", open],
  ["COMMIT", commit],
  ["STATUS", status],
]);

async function create(batches: Batches, rest: Uint8Array): Promise<Reply> {
  const request = readBatch(rest);
  if (!request.ok) return refusal(request);
  const created = await batches.create(request.value);
  return created.ok ? bulk(created.value) : refusal(created);
}

async function open(batches: Batches, rest: Uint8Array): Promise<Reply> {
  const bid = bidIn(rest);
  const opened = await batches.open(bid);
  return opened.ok ? bulk(bid) : refusal(opened);
}

async function commit(batches: Batches, rest: Uint8Array): Promise<Reply> {
  const committed = await batches.commit(bidIn(rest));
  return committed.ok ? ok : refusal(committed);
}

async function status(batches: Batches, rest: Uint8Array): Promise<Reply> {
  const found = await batches.status(bidIn(rest));
  return found.ok ? bulk(statusJson(found.value)) : refusal(found);
}

function bidIn(rest: Uint8Array): string {
  return Buffer.from(rest).toString("utf8").trim();
}

const states: Readonly<Record<CallbackState, string>> = { pending: "", enqueued: "1", succeeded: "2" };

function statusJson(batch: Status): string {
  const { bid, parent, description, created, total, pending, failed, callbacks } = batch;
  const state = (kind: CallbackKind) => (callbacks.includes(kind) ? states[batch[kind]] : "");
  return JSON.stringify({
    bid,
    parent_bid: parent,
    description,
    created_at: formatTimestamp(created),
    complete_st: state("complete"),
    success_st: state("success"),
    total,
    pending,
    failed,
  });
}
