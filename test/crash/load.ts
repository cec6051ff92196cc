import type { Random } from "../../src/random.ts";
import { Client } from "../support/client.ts";
import { argsOf, type Journal, type JournalJob, pausedQueue } from "./journal.ts";

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
}

/** A load that runs until its server is gone, or `stop` is called. */
export interface RunningLoad {
  /** Bytes of jobs that were answered so far. */
  readonly pushedBytes: number;
  /** No connection begins anything new; resolves once all are closed. */
  stop(): Promise<void>;
  /** Resolves once all connections are closed; each has noted in the journal what it was answered. */
  readonly closed: Promise<void>;
}

/** The queues that the jobs are spread over. */
export const queues = ["crash-a", "crash-b", "crash-c"];

const retries = [25, 25, 25, 3, 0, 0, -1];
const inAnHour = 3_600_000;
const pauseMs = 2;

interface Shared extends Load {
  pushedBytes: number;
  ready: number;
  isStopped: boolean;
}

/** Pushes, fetches, acknowledges and fails over several connections at once, several commands in flight on each. */
export function startLoad(load: Load): RunningLoad {
  const shared: Shared = { ...load, pushedBytes: 0, ready: 0, isStopped: false };
  const pushers = Array.from({ length: load.pushers }, (_, number) => runPusher(shared, number));
  const workers = Array.from({ length: load.workers }, (_, number) => runWorker(shared, number));
  const pausers = Array.from({ length: load.pausers }, (_, number) => runPauser(shared, number));
  const closed = Promise.all([...pushers, ...workers, ...pausers]).then(() => undefined);
  return {
    get pushedBytes() {
      return shared.pushedBytes;
    },
    closed,
    stop: () => {
      shared.isStopped = true;
      return closed;
    },
  };
}

async function runPusher(shared: Shared, number: number): Promise<void> {
  const client = await Client.greeted(shared.port).catch(() => undefined);
  let count = 0;
  let isUp = client !== undefined;
  while (client !== undefined && isUp && !shared.isStopped) {
    while (shared.ready > shared.readyMax && !client.isClosed && !shared.isStopped) await Bun.sleep(pauseMs);
    const isBulk = shared.random.below(4) === 0;
    const size = 1 + shared.random.below(isBulk ? shared.bulkMax : 8);
    const jobs = Array.from({ length: size }, () => newJob(shared, `${shared.name}-${number}-${(count += 1)}`));
    isUp = await (isBulk ? pushInBulk(client, shared, jobs) : pushOneByOne(client, shared, jobs));
  }
  client?.close();
}

interface NewJob {
  readonly entry: JournalJob;
  readonly json: string;
}

function newJob({ random, journal, paddingMax }: Shared, jid: string, queue = queues[random.below(queues.length)] ?? ""): NewJob {
  const retry = retries[random.below(retries.length)] ?? 25;
  const isScheduled = random.below(20) === 0;
  // most jobs are short, a few are long
  const padding = random.below(Math.max(1, Math.floor(paddingMax / 10 ** random.below(3))));
  const at = isScheduled ? `,"at":"${new Date(Date.now() + inAnHour).toISOString()}"` : "";
  const json = `{"jid":"${jid}","jobtype":"Crash","queue":"${queue}","retry":${retry}${at},"args":${argsOf(jid, padding)}}`;
  return { entry: journal.pushed({ jid, retry, isScheduled, padding }), json };
}

async function pushOneByOne(client: Client, shared: Shared, jobs: readonly NewJob[]): Promise<boolean> {
  client.send(jobs.map(({ json }) => `PUSH ${json}\n`).join(""));
  for (const job of jobs) {
    const reply = await client.reply();
    if (reply !== "+OK") return refused(shared.journal, reply, "PUSH");
    noteAnswer(shared, job);
  }
  return true;
}

async function pushInBulk(client: Client, shared: Shared, jobs: readonly NewJob[]): Promise<boolean> {
  const reply = await client.ask(`PUSHB [${jobs.map(({ json }) => json).join(",")}]`);
  if (reply !== "$ {}") return refused(shared.journal, reply, "PUSHB");
  for (const job of jobs) noteAnswer(shared, job);
  return true;
}

function noteAnswer(shared: Shared, { entry, json }: NewJob): void {
  entry.pushAnswered = 0;
  shared.pushedBytes += json.length;
  if (!entry.isScheduled) shared.ready += 1;
}

async function runPauser(shared: Shared, number: number): Promise<void> {
  const { random, journal } = shared;
  const client = await Client.greeted(shared.port).catch(() => undefined);
  let isUp = client !== undefined && (await pushOneByOne(client, shared, [newJob(shared, `${shared.name}-${number}-paused`, pausedQueue)]));
  while (client !== undefined && isUp && !shared.isStopped) {
    const pause = journal.paused(random.below(2) === 0);
    const reply = await client.ask(`QUEUE ${pause.isPaused ? "PAUSE" : "RESUME"} ${pausedQueue}`);
    if (reply === "+OK") pause.answered = 0;
    else isUp = refused(journal, reply, "QUEUE");
  }
  client?.close();
}

async function runWorker(shared: Shared, number: number): Promise<void> {
  const { random, journal } = shared;
  const hello = `{"v":2,"wid":"${shared.name}-${number}","hostname":"h","pid":1,"labels":[]}`;
  const client = await Client.greeted(shared.port, hello).catch(() => undefined);
  let isUp = client !== undefined;
  while (client !== undefined && isUp && !shared.isStopped) {
    const count = 1 + random.below(6);
    client.send(`FETCH ${queues.join(" ")}\n`.repeat(count));
    const jobs: JournalJob[] = [];
    for (let left = count; left > 0 && isUp; left--) {
      const reply = await client.reply();
      isUp = reply.startsWith("$") || refused(journal, reply, "FETCH");
      const job = reply.startsWith("$ ") ? journal.fetched(reply.slice(2)) : undefined;
      if (job !== undefined) {
        jobs.push(job);
        shared.ready -= 1;
      }
    }
    // some jobs are kept, for a later run to settle
    if (isUp) {
      isUp = await settle(
        client,
        shared,
        jobs.filter(() => random.below(15) > 0),
      );
    }
  }
  client?.close();
}

/** Settles jobs, several commands in flight; false where the server went away. */
export async function settle(client: Client, { journal, random }: Pick<Load, "journal" | "random">, jobs: JournalJob[]): Promise<boolean> {
  const verbs = jobs.map(() => (random.below(3) === 0 ? "fail" : "ack"));
  const settlings = jobs.map((job, index) => journal.settled(job, verbs[index] ?? "ack"));
  client.send(jobs.map(({ jid }, index) => (verbs[index] === "fail" ? failLine(jid) : `ACK {"jid":"${jid}"}\n`)).join(""));
  for (const settling of settlings) {
    const reply = await client.reply();
    if (reply !== "+OK") return refused(journal, reply, settling.verb);
    settling.answered = 0;
  }
  return true;
}

/** A server may go away or stop, also because it can't sync; any other refusal of what this load asks for breaks a promise. */
function refused(journal: Journal, reply: string, what: string): false {
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
