import type { Client } from "../support/client.ts";
import { fateOf, lossesBy } from "./acts.ts";
import { type FollowedBatch, followedKinds, type FollowedKind, type Turn } from "./followed.ts";
import { removedQueue } from "./journal.ts";
import { followedQueue, newJob, type NewJob, noteAnswer, refused, type Shared } from "./load-jobs.ts";

const pauseMs = 3;
const jobsMax = 3;
/** So many of the batches that earlier runs did not commit are committed. */
const leftMax = 5;
/** Some wait behind all others, or are scheduled, and some are taken by a REMOVE. */
const places = [...Array.from({ length: 8 }, () => followedQueue), undefined, removedQueue];
const wishes: readonly (readonly FollowedKind[])[] = [["complete", "success"], ["complete", "success"], ["success"], ["complete"]];

/** Makes batches with callbacks, pushes jobs into them that anybody fetches, and commits them; first some that earlier runs left open. */
export async function runCommitted(shared: Shared, client: Client, number: number): Promise<void> {
  for (const batch of number === 0 ? leftOpen(shared) : []) await turn(shared, client, batch, "COMMIT");
  for (let count = 0; !client.isClosed && !shared.isStopped; count += 1) {
    const batch = await newBatch(shared, client, `${shared.name}-${number}-c-${count}`);
    if (batch !== undefined) await runThrough(shared, client, batch);
    await Bun.sleep(pauseMs);
  }
}

/** One batch, as far as the server lets it; some stay open for the next run, some are opened again for more jobs. */
async function runThrough(shared: Shared, client: Client, batch: FollowedBatch): Promise<void> {
  const { random } = shared;
  const isFilled = await fill(shared, client, batch);
  if (!isFilled || random.below(6) === 0) return;
  const isCommitted = await turn(shared, client, batch, "COMMIT");
  if (!isCommitted || random.below(3) > 0) return;
  const isReady =
    (await turn(shared, client, batch, "OPEN")) && (await askStatus(shared, client, batch)) && (await fill(shared, client, batch));
  if (isReady) await turn(shared, client, batch, "COMMIT");
}

function leftOpen({ journal, name }: Shared): FollowedBatch[] {
  const losses = lossesBy(journal.flushes);
  const isOpen = ({ turns }: FollowedBatch) => turns.at(-1)?.isOpen !== false || turns.at(-1)?.answered === undefined;
  return [...journal.followed.values()]
    .filter((batch) => isOpen(batch) && !batch.name.startsWith(`${name}-`) && fateOf(batch, losses) === "kept")
    .slice(-leftMax);
}

async function newBatch(shared: Shared, client: Client, name: string): Promise<FollowedBatch | undefined> {
  const { random, journal } = shared;
  const pushSent = journal.tick();
  const kinds = wishes[random.below(wishes.length)] ?? followedKinds;
  const jobs = kinds.map((kind): [FollowedKind, NewJob] => [
    kind,
    newJob(shared, `${name}-${kind}`, followedQueue, `,"custom":{"track":1}`),
  ]);
  const made = await client.ask(`BATCH NEW {"description":"${name}",${jobs.map(([kind, { json }]) => `"${kind}":${json}`).join(",")}}`);
  if (!made.startsWith("$ b-")) {
    refused(journal, made, "BATCH NEW");
    return undefined;
  }
  const callbacks = Object.fromEntries(jobs.map(([kind, { entry }]) => [kind, entry]));
  return journal.batchMade({ bid: made.slice(2), name, madeAtMs: performance.now(), pushSent, callbacks });
}

/** Pushes some jobs into it, all in flight at once; false unless all of them are in it. */
async function fill(shared: Shared, client: Client, batch: FollowedBatch): Promise<boolean> {
  const { random } = shared;
  const jobs = Array.from({ length: random.below(jobsMax + 1) }, (_, index) => {
    const queue = places[random.below(places.length)];
    return newJob(shared, `${batch.name}-${batch.jobs.length + index}`, queue, `,"custom":{"bid":"${batch.bid}"}`);
  });
  batch.jobs.push(...jobs.map(({ entry }) => entry));
  client.send(jobs.map(({ json }) => `PUSH ${json}\n`).join(""));
  let isWhole = true;
  for (const job of jobs) {
    const reply = await client.reply();
    if (reply === "+OK") noteAnswer(shared, job);
    else isWhole = unlessFlushed(shared, batch, reply, "PUSH");
  }
  return isWhole;
}

async function turn({ journal }: Shared, client: Client, batch: FollowedBatch, verb: "COMMIT" | "OPEN"): Promise<boolean> {
  const made: Turn = { isOpen: verb === "OPEN", sent: journal.tick() };
  batch.turns.push(made);
  if (made.isOpen) for (const kind of followedKinds) batch.early.add(kind);
  const reply = await client.ask(`BATCH ${verb} ${batch.bid}`);
  if (reply !== (made.isOpen ? `$ ${batch.bid}` : "+OK")) return unlessFlushed({ journal }, batch, reply, `BATCH ${verb}`);
  made.answered = journal.tick();
  return true;
}

/** Of a batch that is open again: which callbacks have come. */
async function askStatus({ journal }: Shared, client: Client, batch: FollowedBatch): Promise<boolean> {
  const reply = await client.ask(`BATCH STATUS ${batch.bid}`);
  if (!reply.startsWith("$ {")) return unlessFlushed({ journal }, batch, reply, "BATCH STATUS");
  const told = JSON.parse(reply.slice(2)) as { complete_st: string; success_st: string };
  if (told.complete_st === "") batch.early.delete("complete");
  if (told.success_st === "") batch.early.delete("success");
  return true;
}

/** A batch that a FLUSH has taken is not known; any other refusal breaks a promise, unless the server went away. */
function unlessFlushed({ journal }: Pick<Shared, "journal">, batch: FollowedBatch, reply: string, what: string): false {
  const isFlushed = reply === `-ERR No such batch ${batch.bid}` && fateOf(batch, lossesBy(journal.flushes)) !== "kept";
  return isFlushed ? false : refused(journal, reply, `${what} of ${batch.bid}`);
}
