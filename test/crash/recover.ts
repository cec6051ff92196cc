import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { assemble } from "../../src/assemble.ts";
import { systemClock } from "../../src/clock.ts";
import { silentLog } from "../../src/log.ts";
import { openSqliteStore, type SqliteStore } from "../../src/store/sqlite/store.ts";
import type { Files } from "./disk.ts";
import { batchQueue } from "./batches.ts";
import { pausedQueue, removedQueue } from "./journal.ts";
import { queues } from "./load-jobs.ts";
import { brokenPromises, type Known } from "./promises.ts";
import { readStored } from "./stored.ts";
import { tickQueues } from "./ticks.ts";
import { aJob } from "../support/engine.ts";
import { fixedRandom } from "../support/fixed-random.ts";

/** Starts our store on what a power cut left in `directory`, and says which promises are broken; none, unless there is a defect. */
export async function judge(files: Files, known: Known, directory: string): Promise<string[]> {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const [name, image] of files) image.save(join(directory, name));
  try {
    const handedOut = await recover(directory);
    const stored = readStored(directory);
    const ready = [...stored.jobs].filter(([, job]) => job.place === "queued").map(([jid]) => jid);
    const broken = brokenPromises(known, stored);
    for (const jid of ready) if (!handedOut.has(jid)) broken.push(`${jid} is in its queue and is not handed out`);
    if (handedOut.size !== ready.length) broken.push(`${handedOut.size} jobs were handed out, ${ready.length} are queued`);
    return broken;
  } catch (error) {
    return [`the storage can't be used: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** Opens the store, lets it finish what was under way, closes it again, and tells which jobs it would have handed out. "process": nothing is to be gained by syncs here. */
async function recover(directory: string): Promise<Set<string>> {
  const trouble: string[] = [];
  const complain = (text: string) => void trouble.push(text);
  const clock = systemClock();
  const store = openSqliteStore({ directory, durability: "process", clock, onFatal: complain, warn: complain });
  // what was under way is finished first
  const { timed } = assemble({ store, clock, random: fixedRandom(0), log: silentLog });
  await timed.resumeOperations();
  await timed.sweep();
  const handedOut = await rehearse(store);
  const differences = store.differencesFromRebuild();
  await store.close();
  if (trouble.length + differences.length > 0) throw new Error([...trouble, ...differences].join("; "));
  return handedOut;
}

/** Pushes a job and fetches all that are ready, and takes both back. */
async function rehearse(store: SqliteStore): Promise<Set<string>> {
  const handedOut = new Set<string>();
  const rolledBack = new Error("the rehearsal is over");
  const work = async (tx: Parameters<Parameters<SqliteStore["transact"]>[1]>[0]): Promise<void> => {
    handedOut.clear();
    await tx.jobs.add(aJob("rehearsal", { queue: "rehearsal" }));
    await tx.queues.setPaused(pausedQueue, false);
    for (const queue of [...queues, pausedQueue, removedQueue, batchQueue, ...tickQueues, "rehearsal"]) {
      for (let job = await tx.jobs.reserve(queue, lease); job !== undefined; job = await tx.jobs.reserve(queue, lease)) {
        if (job.isCorrupt) throw new Error(`the bytes of ${job.jid} are corrupt`);
        handedOut.add(job.jid);
      }
    }
    throw rolledBack;
  };
  await store.transact("committed", work).catch((error: unknown) => {
    if (error !== rolledBack) throw error;
  });
  if (!handedOut.delete("rehearsal")) throw new Error("a pushed job was not handed out");
  return handedOut;
}

const lease = { wid: "", secondsFor: () => 60 };
