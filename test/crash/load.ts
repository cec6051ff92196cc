import { Client } from "../support/client.ts";
import type { JournalJob } from "./journal.ts";
import { runCommitted } from "./load-committed.ts";
import { fetchedQueues, type Load, newJob, pushInBulk, pushOneByOne, refused, settle, type Shared } from "./load-jobs.ts";
import { runFollowed } from "./load-followed.ts";
import { runBatches, runChurn, runPauses, runRemovals } from "./load-of-many.ts";

/** A load that runs until its server is gone, or `stop` is called. */
export interface RunningLoad {
  /** Bytes of jobs that were answered so far. */
  readonly pushedBytes: number;
  /** No connection begins anything new; resolves once all are closed. */
  stop(): Promise<void>;
  /** Resolves once all connections are closed; each has noted in the journal what it was answered. */
  readonly closed: Promise<void>;
}

const pauseMs = 2;

/** Uses every verb that changes what is stored, over several connections at once, several commands in flight on each. */
export function startLoad(load: Load): RunningLoad {
  const shared: Shared = { ...load, pushedBytes: 0, ready: 0, isStopped: false, bid: "" };
  const run = (count: number, loop: (shared: Shared, client: Client, number: number) => Promise<void>, hello?: string) =>
    Array.from({ length: count }, async (_, number) => {
      const client = await Client.greeted(shared.port, hello?.replace("#", `${number}`)).catch(() => undefined);
      if (client !== undefined) await loop(shared, client, number);
      client?.close();
    });
  const hello = `{"v":2,"wid":"${load.name}-#","hostname":"h","pid":1,"labels":[]}`;
  const all = [
    ...run(load.pushers, runPusher),
    ...run(load.workers, runWorker, hello),
    ...run(load.pausers, runPauses),
    ...run(1, runRemovals),
    ...run(1, runBatches),
    ...run(1, runChurn),
    ...(load.flushes ? [] : run(1, runFollowed)),
    ...run(load.committers ?? 0, runCommitted),
  ];
  const closed = Promise.all(all).then(() => undefined);
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

async function runPusher(shared: Shared, client: Client, number: number): Promise<void> {
  let count = 0;
  for (let isUp = true; isUp && !shared.isStopped;) {
    while (shared.ready > shared.readyMax && !client.isClosed && !shared.isStopped) await Bun.sleep(pauseMs);
    const isBulk = shared.random.below(4) === 0;
    const size = 1 + shared.random.below(isBulk ? shared.bulkMax : 8);
    const jobs = Array.from({ length: size }, () => newJob(shared, `${shared.name}-${number}-${(count += 1)}`));
    isUp = await (isBulk ? pushInBulk(client, shared, jobs) : pushOneByOne(client, shared, jobs));
  }
}

async function runWorker(shared: Shared, client: Client): Promise<void> {
  const { random, journal } = shared;
  for (let isUp = true; isUp && !shared.isStopped;) {
    const count = 1 + random.below(6);
    const sent = journal.tick();
    client.send(`FETCH ${fetchedQueues.join(" ")}\n`.repeat(count));
    const jobs: JournalJob[] = [];
    for (let left = count; left > 0 && isUp; left--) {
      const reply = await client.reply();
      isUp = reply.startsWith("$") || refused(journal, reply, "FETCH");
      const job = reply.startsWith("$ ") ? journal.fetched(reply.slice(2), sent) : undefined;
      if (job !== undefined) {
        jobs.push(job);
        shared.ready -= 1;
      }
    }
    // some jobs are kept, for a later run to settle
    const settled = jobs.filter(() => random.below(15) > 0);
    isUp = isUp && (await settle(client, shared, settled));
  }
}
