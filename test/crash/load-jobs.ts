import type { Random } from "../../src/random.ts";
import type { Client } from "../support/client.ts";
import { argsOf, type Journal, type JournalJob } from "./journal.ts";

/** Who loads a server, and what with. */
export interface Load {
  readonly port: number;
  readonly random: Random;
  readonly journal: Journal;
  /** Begins every jid, so that no two loads push the same one; at least 4 characters. */
  readonly name: string;
  readonly pushers: number;
  /** Connections that pause and resume a queue; only one where the order of their commands is not known from elsewhere. */
  readonly pausers: number;
  readonly workers: number;
  /** Jobs of a PUSHB, and the longest padding of a job. */
  readonly bulkMax: number;
  readonly paddingMax: number;
  /** Pushers wait while so many jobs are ready. */
  readonly readyMax: number;
  /** Now and then a FLUSH takes everything. */
  readonly flushes: boolean;
  /** Connections that commit batches, so that their callbacks come. */
  readonly committers?: number;
}

/** A load as its connections share it. */
export interface Shared extends Load {
  pushedBytes: number;
  ready: number;
  isStopped: boolean;
  /** The batch that some of the jobs join; "" before it is made, and where FLUSH may take it. */
  bid: string;
}

/** The queues that the jobs are spread over. */
export const queues = ["crash-a", "crash-b", "crash-c"];

/** Workers look here first: jobs of batches whose callbacks come, and callbacks, which would see no end behind all the others. */
export const followedQueue = "crash-followed";

/** All queues that workers fetch from. */
export const fetchedQueues = [followedQueue, ...queues];

const retries = [25, 25, 25, 3, 0, 0, -1];
/** Each job is unlike all others, so that none is refused; no lock lapses and none expires while a test runs. */
const customs = [
  "",
  "",
  "",
  `,"custom":{"unique_for":86400}`,
  `,"custom":{"unique_for":86400,"unique_until":"start"}`,
  `,"custom":{"unique_for":86400,"expires_in":86400}`,
  `,"custom":{"track":1}`,
];
const inAnHour = 3_600_000;
const soonMsMax = 1_500;
/** A job that is about to be pushed. */
export interface NewJob {
  readonly entry: JournalJob;
  readonly json: string;
}

/** A job of any kind, for a queue. */
export function newJob(
  { random, journal, paddingMax, bid }: Shared,
  jid: string,
  queue = queues[random.below(queues.length)] ?? "",
  wish?: string,
): NewJob {
  const retry = retries[random.below(retries.length)] ?? 25;
  const dice = random.below(40);
  const isScheduled = dice < 2 && queues.includes(queue);
  // most jobs are short, a few are long
  const padding = random.below(Math.max(1, Math.floor(paddingMax / 10 ** random.below(3))));
  const inMs = isScheduled ? inAnHour : random.below(soonMsMax);
  // REMOVE leaves what is not due yet where it is
  const at = dice < 4 && queues.includes(queue) ? `,"at":"${new Date(Date.now() + inMs).toISOString()}"` : "";
  const isBatched = bid !== "" && random.below(4) === 0;
  const custom = wish ?? (isBatched ? `,"custom":{"bid":"${bid}","track":1}` : (customs[random.below(customs.length)] ?? ""));
  const json = `{"jid":"${jid}","jobtype":"Crash","queue":"${queue}","retry":${retry}${at},"args":${argsOf(jid, padding)}${custom}}`;
  return { entry: journal.pushed({ jid, queue, retry, isScheduled, padding }), json };
}

/** PUSH of each, all in flight at once; false where the server went away. */
export async function pushOneByOne(client: Client, shared: Shared, jobs: readonly NewJob[]): Promise<boolean> {
  client.send(jobs.map(({ json }) => `PUSH ${json}\n`).join(""));
  for (const job of jobs) {
    const reply = await client.reply();
    if (reply !== "+OK") return refused(shared.journal, reply, "PUSH");
    noteAnswer(shared, job);
  }
  return true;
}

/** PUSHB of all; false where the server went away. */
export async function pushInBulk(client: Client, shared: Shared, jobs: readonly NewJob[]): Promise<boolean> {
  const reply = await client.ask(`PUSHB [${jobs.map(({ json }) => json).join(",")}]`);
  if (reply !== "$ {}") return refused(shared.journal, reply, "PUSHB");
  for (const job of jobs) noteAnswer(shared, job);
  return true;
}

/** A push was answered. */
export function noteAnswer(shared: Shared, { entry, json }: NewJob): void {
  entry.pushAnswered = shared.journal.tick();
  shared.pushedBytes += json.length;
  if (queues.includes(entry.queue) && !entry.isScheduled) shared.ready += 1;
}

/** Settles jobs, several commands in flight; false where the server went away. */
export async function settle(client: Client, { journal, random }: Pick<Load, "journal" | "random">, jobs: JournalJob[]): Promise<boolean> {
  const verbs = jobs.map(() => (random.below(3) === 0 ? "fail" : "ack"));
  const settlings = jobs.map((job, index) => journal.settled(job, verbs[index] ?? "ack"));
  client.send(jobs.map(({ jid }, index) => (verbs[index] === "fail" ? failLine(jid) : `ACK {"jid":"${jid}"}\n`)).join(""));
  for (const [index, job] of jobs.entries()) {
    const settling = settlings[index];
    const reply = await client.reply();
    if (reply === `-ERR Job not found ${job.jid}` && journal.mayBeFlushed(job)) continue;
    if (reply !== "+OK" || settling === undefined) return refused(journal, reply, `${settling?.verb} of ${job.jid}`);
    settling.answered = journal.tick();
  }
  return true;
}

/** A server may go away or stop, also because it can't sync; any other refusal of what this load asks for breaks a promise. */
export function refused(journal: Journal, reply: string, what: string): false {
  const isEnd =
    reply === "closed" ||
    reply.startsWith("-ERR storage failed to sync") ||
    reply.startsWith("half a reply") ||
    reply === "-ERR shutdown in progress";
  if (!isEnd) journal.broken.push(`${what} was answered ${reply}`);
  return false;
}

function failLine(jid: string): string {
  return `FAIL {"jid":"${jid}","errtype":"Crash","message":"failure of ${jid}","backtrace":["one","two"]}\n`;
}
