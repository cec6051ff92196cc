import { parseTimestamp } from "../job/timestamp.ts";
import { limits } from "../limits.ts";
import type { View } from "../store/ports/view.ts";
import type { Store } from "../store/store.ts";
import type { ChosenJob, PageCmd } from "./actions.ts";
import type { EngineParts } from "./parts.ts";
import type { JobHandle } from "./shown.ts";
import { apply } from "./wide-step.ts";

/** Acts on the jobs that a form names (spec §8), a part of them a turn; answers with how many were still where they were seen. */
export async function applyTo({ store, move }: EngineParts, cmd: PageCmd, jobs: readonly ChosenJob[]): Promise<number> {
  let done = 0;
  for (let from = 0; from < jobs.length; from += limits.chosenPerTurnMax) {
    const handles = await handlesOf(store, jobs.slice(from, from + limits.chosenPerTurnMax));
    done += await store.transact(
      "synced",
      async (tx) => {
        let count = 0;
        for (const handle of handles) {
          const job = await tx.lists.find(handle);
          if (job !== undefined && (await apply(tx, move, cmd, job))) count += 1;
        }
        return count;
      },
      { isWide: true },
    );
  }
  return done;
}

/** Where the jobs stand that are named by their KEY; those that are not there are left out. */
async function handlesOf(store: Store, jobs: readonly ChosenJob[]): Promise<JobHandle[]> {
  const found = await store.read((view) => Promise.all(jobs.map(async (job) => ("handle" in job ? job.handle : handleOf(view, job)))));
  return found.filter((handle) => handle !== undefined);
}

/** Where the job of a KEY stands: its time in RFC 3339, a bar, its jid. */
export function handleOf(view: View, { set, key }: Extract<ChosenJob, { key: string }>): Promise<JobHandle | undefined> {
  const bar = key.indexOf("|");
  const at = parseTimestamp(key.slice(0, Math.max(0, bar)));
  return at === undefined ? Promise.resolve(undefined) : view.keyed({ set, at, jid: key.slice(bar + 1) });
}
