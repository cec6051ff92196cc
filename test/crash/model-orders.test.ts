import { expect, test } from "bun:test";
import type { Mutation } from "../../src/job/mutation.ts";
import { aSession, onBench } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";
import { type Fetch, fetchOp, mutateOp, pushOp } from "./model-ops.ts";
import { paths, serve } from "./model-orders.ts";
import { Model, type PushedJob, throttles } from "./model.ts";

const discard: Mutation = { cmd: "discard", target: "queue:last", filter: {} };
const numbers = [1, 2, 3];
const moment = { time: 0, now: 0 };

const numbered = (no: number): PushedJob => ({
  no,
  jid: `job-number-${no}`,
  queue: "last",
  retry: 25,
  leaseMs: 60_000,
  at: 0,
  lock: "",
  lockMs: 0,
  isUntilStart: false,
  isFollowed: false,
});

const fetchOf = (queues: readonly string[]): Fetch => ({ session: aSession("w"), queues, deadline: 2_000, seen: "waits" });

/** Whether the model has an order for what was seen of a FETCH beside a MUTATE of `discarded`, of the jobs 1 to 3. */
function hasOrder(fetch: Fetch, discarded: readonly number[]): boolean {
  const ops = [mutateOp(discard, ({ no }) => discarded.includes(no)), fetchOp(fetch, new Set())];
  const model = new Model(throttles.concurrency);
  for (const no of numbers) model.push(numbered(no), moment);
  return paths({ model, served: new Set() }, ops, moment).some((path) => serve(path, [], [fetch], moment));
}

test("§3 a FETCH beside a MUTATE gets the job that is the first by then, and none from behind one that stays", () => {
  expect(numbers.map((seen) => hasOrder({ ...fetchOf(["last"]), seen }, numbers))).toEqual([true, true, true]);
  expect(numbers.map((seen) => hasOrder({ ...fetchOf(["last"]), seen }, [1, 3]))).toEqual([true, true, false]);
  expect(numbers.map((seen) => hasOrder({ ...fetchOf(["last"]), seen }, [2, 3]))).toEqual([true, false, false]);
});

test.each(storeKinds)("§3 a FETCH that comes to a queue while a MUTATE drops its jobs has an order in the model (%s store)", (kind) =>
  onBench(kind, async ({ engine, clock }) => {
    await pushOp(numbers.map(numbered)).issue(engine);
    // it looks into as many queues before as the MUTATE makes calls until it has dropped the first job
    const fetch = fetchOf(["one", "two", "three", "last"]);
    const issued = [engine.mutate(discard), fetchOp(fetch, new Set()).issue(engine)];
    await clock.settled();
    expect(fetch.seen).toBe(kind === "interleaving" ? 2 : "waits");
    expect(hasOrder(fetch, numbers)).toBe(true);
    await clock.advance(2_000);
    await Promise.all(issued);
  }),
);
