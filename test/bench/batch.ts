import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { assemble, type Engine } from "../../src/assemble.ts";
import { systemClock } from "../../src/clock.ts";
import { admit, type Admitted } from "../../src/job/admission.ts";
import { silentLog } from "../../src/log.ts";
import { systemRandom } from "../../src/random.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { aSession } from "../support/engine.ts";

const usage = `bun test/bench/batch.ts [--rounds 5]

What a step in a batch costs (spec §6): ACK and BATCH STATUS, one after another, without a batch, in batches of ten, and in one of 100,000
jobs, in alternating rounds on one engine. Prints the medians in microseconds.`;

const bigBatch = 100_000;
const stepsARound = 2_000;
const pushedAtOnce = 10_000;

/** An engine on a storage of its own, without sockets. */
function openEngine(): { engine: Engine; close: () => Promise<void> } {
  const directory = mkdtempSync(join(tmpdir(), "millrace-batch-"));
  const clock = systemClock();
  const store = openSqliteStore({ directory, durability: "process", clock, onFatal: console.error, warn: console.error });
  const engine = assemble({ store, clock, random: systemRandom(), log: silentLog });
  const close = async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  };
  return { engine, close };
}

let pushed = 0;

function aJob(bid: string | undefined): Admitted {
  const custom = bid === undefined ? "" : `,"custom":{"bid":"${bid}"}`;
  const admitted = admit(
    Buffer.from(`{"jid":"job-${(pushed += 1)}-bench","jobtype":"part","args":[1],"queue":"q"${custom}}`),
    Date.now() * 1_000,
  );
  if (!admitted.ok) throw new Error(admitted.message);
  return admitted.value;
}

async function aBatch(engine: Engine, jobs: number): Promise<string> {
  const created = await engine.batch.create({ callbacks: new Map([["success", Buffer.from('{"jobtype":"done","queue":"done"}')]]) });
  if (!created.ok) throw new Error(created.message);
  for (let left = jobs; left > 0; left -= pushedAtOnce) {
    await engine.pushMany(Array.from({ length: Math.min(left, pushedAtOnce) }, () => aJob(created.value)));
  }
  await engine.batch.commit(created.value);
  return created.value;
}

/** Microseconds of an ACK, and of a STATUS where there is a batch. */
async function measure(engine: Engine, bids: readonly string[]): Promise<{ ack: number; status: number }> {
  const jids: string[] = [];
  const session = aSession("bench");
  for (let step = 0; step < stepsARound; step += 1) {
    const payload = await engine.fetch(["q"], session);
    jids.push(String((JSON.parse(Buffer.from(payload ?? []).toString()) as { jid: string }).jid));
  }
  const acks: number[] = [];
  const statuses: number[] = [];
  for (const jid of jids) acks.push(await timed(() => engine.ack(jid, "bench")));
  if (bids.length > 0)
    for (const step of jids.keys()) statuses.push(await timed(() => engine.batch.status(bids[step % bids.length] ?? "")));
  // Of each step, since others share the machine: a mean would show them.
  return { ack: median(acks), status: median(statuses) };
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return (performance.now() - start) * 1_000;
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

async function run(rounds: number): Promise<void> {
  const { engine, close } = openEngine();
  const seen = new Map<string, { ack: number[]; status: number[] }>();
  const note = (way: string, { ack, status }: { ack: number; status: number }): void => {
    const of = seen.get(way) ?? { ack: [], status: [] };
    of.ack.push(ack);
    of.status.push(status);
    seen.set(way, of);
  };
  for (let round = 0; round < rounds; round += 1) {
    await engine.pushMany(Array.from({ length: stepsARound }, () => aJob(undefined)));
    note("no batch", await measure(engine, []));
    const small = [];
    for (let count = 0; count < stepsARound / 10; count += 1) small.push(await aBatch(engine, 10));
    note("batches of 10", await measure(engine, small));
    const big = await aBatch(engine, bigBatch);
    note(`one of ${bigBatch.toLocaleString("en")}`, await measure(engine, [big]));
    await engine.flush();
  }
  for (const [way, { ack, status }] of seen) {
    console.log(`${way}: ACK ${median(ack).toFixed(1)} us${way === "no batch" ? "" : `, BATCH STATUS ${median(status).toFixed(1)} us`}`);
  }
  await close();
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" }, help: { type: "boolean", short: "h" } } });
  if (values.help) console.log(usage);
  else await run(Number(values.rounds));
  process.exit(0);
}
