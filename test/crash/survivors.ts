import type { Random } from "../../src/random.ts";
import type { Client } from "../support/client.ts";
import { fateOf, lossesBy } from "./acts.ts";
import { isDrop, type Journal, type JournalJob, movedBefore, removedQueue } from "./journal.ts";
import { fetchedQueues, settle } from "./load-jobs.ts";
import type { Stored } from "./stored.ts";

/** The part of INFO (spec §3) that says where jobs are. */
export interface Counts {
  readonly queues: Readonly<Record<string, number>>;
  readonly sets: Readonly<Record<"scheduled" | "retries" | "dead" | "working", number>>;
  readonly total_processed: number;
  readonly total_failures: number;
  readonly total_enqueued: number;
}

/** What INFO answers now. */
export async function countsOf(client: Client): Promise<Counts> {
  const reply = await client.ask("INFO");
  if (!reply.startsWith("$ ")) throw new Error(`INFO was answered ${reply}`);
  return (JSON.parse(reply.slice(2)) as { faktory: Counts }).faktory;
}

/** In what INFO differs from what the clients know: exact where every answer arrived, within what is in doubt where not. */
export function impossibleCounts(journal: Journal, counts: Counts): string[] {
  const flushed = lossesBy(journal.flushes);
  const mayBeGone = goneness(journal);
  const jobs = [...journal.jobs.values()].filter((job) => fateOf(job, flushed) !== "gone");
  const kept = jobs.filter((job) => fateOf(job, flushed) === "kept");
  const verdicts = (of: readonly JournalJob[]) => of.flatMap((job) => job.settlings.filter(({ sent }) => sent > flushed.surelyBefore));
  const isFail = ({ verb }: { verb: string }) => verb === "fail";
  const { scheduled, retries, dead, working } = counts.sets;
  const ranges = {
    jobs: [
      kept.filter((job) => job.pushAnswered !== undefined && !mayBeGone(job)).length,
      counts.total_enqueued + scheduled + retries + dead + working,
      jobs.filter((job) => !job.settlings.some((settling) => isAnswered(settling) && endsIt(job, settling))).length,
    ],
    total_processed: [verdicts(kept).filter(isAnswered).length, counts.total_processed, verdicts([...journal.jobs.values()]).length],
    total_failures: [
      verdicts(kept).filter(isAnswered).filter(isFail).length,
      counts.total_failures,
      verdicts([...journal.jobs.values()]).filter(isFail).length,
    ],
    working: [journal.held().length, working, Infinity],
  };
  return Object.entries(ranges)
    .filter(([, [least = 0, found = 0, most = 0]]) => found < least || found > most)
    .map(([name, [least, found, most]]) => `${name} is ${found}, the clients know of ${least} to ${most}`);
}

function goneness({ churns, removals }: Journal): (job: JournalJob) => boolean {
  const removed = lossesBy(removals);
  const droppedBefore = movedBefore(churns, isDrop);
  return (job) =>
    job.jid.startsWith("batch-") ||
    (job.queue === removedQueue && fateOf(job, removed) !== "kept") ||
    job.settlings.some((one) => endsIt(job, one) || (one.verb === "fail" && one.sent < droppedBefore));
}

function endsIt(job: JournalJob, { verb }: { verb: string }): boolean {
  return verb === "ack" || job.retry === 0;
}

function isAnswered({ answered }: { answered?: number }): boolean {
  return answered !== undefined;
}

/** Settles half of the jobs that are held from earlier runs; says where the counts did not follow (spec §4: an ACK from before counts). */
export async function settleHeld(client: Client, journal: Journal, random: Random): Promise<string[]> {
  const before = await countsOf(client);
  const held = journal.held().filter(() => random.below(2) === 0);
  if (!(await settle(client, { journal, random }, held))) return ["a job from before could not be settled"];
  const after = await countsOf(client);
  const failed = held.filter((job) => job.settlings.at(-1)?.verb === "fail").length;
  const moved = [
    before.sets.working - after.sets.working,
    after.total_processed - before.total_processed,
    after.total_failures - before.total_failures,
  ];
  return Bun.deepEquals(moved, [held.length, held.length, failed])
    ? []
    : [
        `${held.length} jobs from before were settled, ${failed} failed; working, total_processed, total_failures moved by ${moved.join(", ")}`,
      ];
}

/** In what INFO differs from the tables that the server left behind after it. */
export function miscounts(counts: Counts, stored: Stored): string[] {
  const found = { queued: 0, working: 0, scheduled: 0, retries: 0, dead: 0 };
  for (const { place } of stored.jobs.values()) found[place] += 1;
  const told = { queued: counts.total_enqueued, ...counts.sets, processed: counts.total_processed, failures: counts.total_failures };
  const names = ["queued", "working", "scheduled", "retries", "dead"] as const;
  return [
    ...names.filter((name) => told[name] !== found[name]).map((name) => `INFO says ${told[name]} ${name}, the tables ${found[name]}`),
    ...(["processed", "failures"] as const)
      .filter((name) => told[name] !== stored[name])
      .map((name) => `INFO says ${told[name]} ${name}, the tables ${stored[name]}`),
  ];
}

/** Fetches all that is ready; says where INFO had counted other jobs. While it runs jobs come back from retries, and fall due. */
export async function drain(client: Client, journal: Journal): Promise<string[]> {
  const before = await countsOf(client);
  let drained = 0;
  for (const queue of fetchedQueues) {
    for (let size = (await countsOf(client)).queues[queue] ?? 0; size > 0; size = (await countsOf(client)).queues[queue] ?? 0) {
      const sent = journal.tick();
      client.send(`FETCH ${queue}\n`.repeat(size));
      for (let left = size; left > 0; left--) {
        const reply = await client.reply();
        const job = reply.startsWith("$ ") ? journal.fetched(reply.slice(2), sent) : undefined;
        if (job === undefined) return [`INFO said ${size} jobs are in ${queue}, FETCH answered ${reply.slice(0, 100)}`];
        drained += 1;
      }
    }
  }
  const after = await countsOf(client);
  const waiting = ({ sets }: Counts) => sets.retries + sets.scheduled;
  const cameBack = waiting(before) - waiting(after);
  const fetched = after.sets.working - before.sets.working;
  const counted = before.total_enqueued - after.total_enqueued + cameBack;
  return drained === counted && drained === fetched
    ? []
    : [`${drained} jobs were fetched, INFO counted ${counted} and then ${fetched} in working`];
}
