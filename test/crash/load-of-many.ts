import type { Random } from "../../src/random.ts";
import type { Client } from "../support/client.ts";
import type { Act } from "./acts.ts";
import { type Batch, batchQueue, type BatchPlace } from "./batches.ts";
import { argsOf, type Journal, type JournalJob, pausedQueue, removedQueue } from "./journal.ts";
import { newJob, type NewJob, pushInBulk, pushOneByOne, refused, type Shared } from "./load-jobs.ts";

const inAnHour = 3_600_000;
/** The last is more than a turn takes at once: its MUTATEs are operations. */
const batchSizes = [20, 300, 1_300];
const restMs = 20;
const oldBatchesMax = 5;
const flushEvery = 12;

/** Asks for one thing that touches many jobs, and notes when it was answered; false where the server went away. */
async function ask(client: Client, journal: Journal, line: string, acts: readonly Act[]): Promise<boolean> {
  const reply = await client.ask(line);
  if (reply !== "+OK") return refused(journal, reply, line.slice(0, 80));
  const answered = journal.tick();
  for (const act of acts) act.answered = answered;
  return true;
}

/** Pauses and resumes a queue, and flushes: a pause goes with its queue, so that one connection does both. */
export async function runPauses(shared: Shared, client: Client, number: number): Promise<void> {
  const { random, journal } = shared;
  let count = 0;
  const fill = () => pushOneByOne(client, shared, [newJob(shared, `${shared.name}-${number}-paused-${(count += 1)}`, pausedQueue)]);
  let untilFlush = 1 + random.below(4);
  for (let isUp = await fill(); isUp && !shared.isStopped; untilFlush--) {
    if (number === 0 && shared.flushes && untilFlush <= 0) {
      untilFlush = random.below(2 * flushEvery);
      isUp = await ask(client, journal, "FLUSH", [journal.flushed(), journal.paused(false)]);
      shared.ready = 0;
      isUp = isUp && (await fill());
    } else {
      const pause = journal.paused(random.below(2) === 0);
      isUp = await ask(client, journal, `QUEUE ${pause.isPaused ? "PAUSE" : "RESUME"} ${pausedQueue}`, [pause]);
    }
  }
}

/** Fills a queue and removes it. */
export async function runRemovals(shared: Shared, client: Client): Promise<void> {
  const { random, journal } = shared;
  let count = 0;
  const fill = () => {
    const size = 1 + random.below(random.below(5) === 0 ? shared.bulkMax : 8);
    const jobs = Array.from({ length: size }, () => newJob(shared, `${shared.name}-removed-${(count += 1)}`, removedQueue));
    return pushInBulk(client, shared, jobs);
  };
  let isUp = true;
  while (isUp && !shared.isStopped) {
    isUp = await fill();
    if (isUp && random.below(3) > 0) isUp = await ask(client, journal, `QUEUE REMOVE ${removedQueue}`, [journal.removed()]);
    await Bun.sleep(restMs);
  }
  // for the next run
  if (isUp) await fill();
}

/** Schedules batches, and moves each as a whole from place to place; first some that earlier runs left. */
export async function runBatches(shared: Shared, client: Client): Promise<void> {
  const { random, journal } = shared;
  let isUp = true;
  for (const batch of [...journal.batches.values()].slice(-oldBatchesMax)) {
    const place = restingPlace(batch);
    if (isUp && place !== "gone") [isUp] = await moveBatch(shared, client, batch.jobs, place);
  }
  for (let count = 1; isUp && !shared.isStopped; count++) {
    const jobs = newBatch(shared, `batch-${shared.name}-n${count}`);
    isUp = await pushInBulk(client, shared, jobs);
    let place: BatchPlace = "scheduled";
    const entries = jobs.map(({ entry }) => entry);
    while (isUp && !shared.isStopped && place !== "gone" && random.below(8) > 0)
      [isUp, place] = await moveBatch(shared, client, entries, place);
    await Bun.sleep(restMs);
  }
  // for the next run
  if (isUp) await pushInBulk(client, shared, newBatch(shared, `batch-${shared.name}-last-n0`));
}

/** Where a batch is, if that is known. */
function restingPlace({ jobs, moves }: Batch): BatchPlace {
  const isKnown = jobs.every((job) => job.pushAnswered !== undefined) && moves.every((move) => move.answered !== undefined);
  return isKnown ? (moves.at(-1)?.to ?? "scheduled") : "gone";
}

function newBatch({ random, journal }: Shared, name: string): NewJob[] {
  const size = batchSizes[random.below(batchSizes.length)] ?? 1;
  const at = new Date(Date.now() + inAnHour).toISOString();
  return Array.from({ length: size }, (_, number) => {
    const jid = `${name}-${number}`;
    const json = `{"jid":"${jid}","jobtype":"${name}","queue":"${batchQueue}","at":"${at}","args":${argsOf(jid, 10)}}`;
    return { entry: journal.pushed({ jid, queue: batchQueue, retry: 25, isScheduled: true, padding: 10 }), json };
  });
}

const moves = {
  scheduled: { kill: "dead", requeue: "queued", discard: "gone" },
  dead: { requeue: "queued", discard: "gone" },
  queued: { kill: "dead", discard: "gone" },
} as const;

async function moveBatch(
  { random, journal }: Shared,
  client: Client,
  jobs: readonly Pick<JournalJob, "jid">[],
  place: keyof typeof moves,
): Promise<[isUp: boolean, place: BatchPlace]> {
  const name = jobs[0]?.jid.replace(/-\d+$/, "") ?? "";
  const filters = [
    { jobtype: name },
    { regexp: `*"jobtype":"${name}"*` },
    { jobtype: name, regexp: `*"args":["${name}*` },
    { jids: jobs.map(({ jid }) => jid) },
  ];
  const [cmd, to] = pick(random, Object.entries(moves[place]) as [string, BatchPlace][]);
  const target = place === "queued" ? `queue:${batchQueue}` : place;
  const json = JSON.stringify({ cmd, target, filter: pick(random, filters) });
  return [await ask(client, journal, `MUTATE ${json}`, [journal.mutated(json)]), to];
}

const churns = [
  ["requeue", "retries"],
  ["requeue", "retries"],
  ["requeue", "retries"],
  ["kill", "retries"],
  ["requeue", "dead"],
  ["requeue", "dead"],
  ["discard", "dead"],
  ["clear", "retries"],
] as const;

/** Moves about what workers have failed. */
export async function runChurn(shared: Shared, client: Client): Promise<void> {
  const { random, journal, name } = shared;
  for (let isUp = true; isUp && !shared.isStopped;) {
    const some = `*"jid":"${name}-?-*${random.below(10)}"*`;
    const filter = pick(random, [{ jobtype: "Crash" }, { jobtype: "Crash", regexp: some }, { regexp: some }]);
    const [cmd, target] = pick(random, churns);
    const json = JSON.stringify({ cmd, target, filter });
    isUp = await ask(client, journal, `MUTATE ${json}`, [journal.mutated(json)]);
    await Bun.sleep(random.below(4 * restMs));
  }
}

function pick<T>(random: Random, choices: readonly T[]): T {
  const choice = choices[random.below(choices.length)];
  if (choice === undefined) throw new Error("nothing to pick from");
  return choice;
}
