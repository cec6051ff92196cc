import { expect } from "bun:test";
import { readBatch } from "../../../src/job/batch-request.ts";
import type { Session } from "../../../src/engine/session.ts";
import { aJob, aSession, type Bench, parsed } from "../../support/engine.ts";

/** What a story does with batches: names instead of bids, short words instead of counts. */
export interface Batches {
  /** BATCH NEW with these callbacks, each into queue "cb" under the jid `NAME-KIND`. */
  create(name: string, kinds: readonly string[], parent?: string): Promise<void>;
  open(name: string): Promise<void>;
  commit(name: string): Promise<void>;
  /** Pushes jobs into a batch, each into queue "q". */
  push(name: string, ...jids: readonly string[]): Promise<void>;
  /** `total/pending/failed complete success`, as BATCH STATUS has them. */
  status(name: string): Promise<string>;
  /** The jids of the callbacks that are enqueued and not fetched yet. */
  callbacks(): Promise<string[]>;
  ack(...jids: readonly string[]): Promise<void>;
  fail(...jids: readonly string[]): Promise<void>;
  /** The bid of a batch. */
  bid(name: string): string;
}

const states = { pending: "-", enqueued: "1", succeeded: "2" } as const;

/** Batches of a bench; all that is enqueued is fetched by one worker. */
export function batchesOn(bench: Bench): Batches {
  const { engine } = bench;
  const bids = new Map<string, string>();
  const held = new Set<string>();
  const session: Session = aSession("w1");
  const bid = (name: string): string => bids.get(name) ?? name;

  /** Fetches all that is ready in a queue. */
  async function take(queue: string): Promise<string[]> {
    const { queues } = await engine.numbers();
    const size = queues.find((each) => each.name === queue)?.size ?? 0;
    const jids: string[] = [];
    for (let index = 0; index < size; index += 1) jids.push(String(parsed(await engine.fetch([queue], session))["jid"]));
    for (const jid of jids) held.add(jid);
    return jids;
  }

  async function settle(jids: readonly string[], act: (jid: string) => Promise<unknown>): Promise<void> {
    await take("q");
    if (jids.some((jid) => !held.has(jid.padEnd(8, "_")))) await take("cb");
    for (const jid of jids) {
      const whole = jid.padEnd(8, "_");
      expect(held.delete(whole), `${jid} is not reserved`).toBe(true);
      await act(whole);
    }
  }

  return {
    create: async (name, kinds, parent) => {
      const callbacks = kinds.map((kind) => [kind, { jid: `${name}-${kind}`.padEnd(8, "_"), jobtype: "Callback", queue: "cb" }]);
      const asked = { ...Object.fromEntries(callbacks), ...(parent === undefined ? {} : { parent_bid: bid(parent) }) };
      const request = readBatch(Buffer.from(JSON.stringify(asked)));
      if (!request.ok) throw new Error(request.message);
      const created = await engine.batch.create(request.value);
      if (!created.ok) throw new Error(created.message);
      bids.set(name, created.value);
    },
    open: async (name) => expect(await engine.batch.open(bid(name))).toMatchObject({ ok: true }),
    commit: async (name) => expect(await engine.batch.commit(bid(name))).toMatchObject({ ok: true }),
    push: (name, ...jids) => bench.push(...jids.map((jid) => aJob(jid, { custom: { bid: bid(name) }, retry: 1 }))),
    status: async (name) => {
      const found = await engine.batch.status(bid(name));
      if (!found.ok) return found.message;
      const { total, pending, failed, complete, success } = found.value;
      return `${total}/${pending}/${failed} ${states[complete]} ${states[success]}`;
    },
    callbacks: async () => (await take("cb")).map((jid) => jid.replace(/_+$/, "")),
    ack: (...jids) => settle(jids, (jid) => engine.ack(jid, "w1")),
    fail: (...jids) => settle(jids, async (jid) => expect(await engine.fail(jid, "w1", {})).toMatchObject({ ok: true })),
    bid,
  };
}
