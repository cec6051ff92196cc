import type { Client } from "../support/client.ts";
import { newJob, pushOneByOne, refused, type Shared } from "./load-jobs.ts";

const pauseMs = 5;

/**
 * Makes batches, the last of which some of the other jobs join, and says something of jobs of its own. These are not committed, so that no
 * callback comes: their counts are held against their jobs.
 */
export async function runFollowed(shared: Shared, client: Client): Promise<void> {
  const { journal, name } = shared;
  let count = 0;
  for (let isUp = true; isUp && !shared.isStopped; count += 1) {
    const made = await client.ask(`BATCH NEW {"description":"batch-${name}-${count}","success":{"jobtype":"Done"}}`);
    isUp = made.startsWith("$ b-") || refused(journal, made, "BATCH NEW");
    if (!isUp) return;
    shared.bid = made.slice(2);
    const job = newJob(shared, `${name}-tracked-${count}`, undefined, `,"custom":{"track":1}`);
    isUp = await pushOneByOne(client, shared, [job]);
    if (!isUp) return;
    const said = await client.ask(`TRACK SET {"jid":"${job.entry.jid}","desc":"said-${name}-${count}"}`);
    isUp = said === "+OK" || refused(journal, said, "TRACK SET");
    await Bun.sleep(pauseMs);
  }
}
