import type { FailureReport } from "../job/failure.ts";
import { settleFailed } from "./fail.ts";
import { moveAll } from "./move-all.ts";
import type { EngineParts } from "./parts.ts";
import { printable } from "./printable.ts";
import type { Workers } from "./workers.ts";

/**
 * §3 `release_after`: jobs whose worker vanished fail so many milliseconds later, unless it comes back meanwhile. A worker is missed
 * from the first look on that finds it gone, so also after a restart. Answers with the number of jobs that failed.
 */
export function releaseVanished(parts: EngineParts, workers: Pick<Workers, "stateOf">): () => Promise<number> {
  const { store, clock, releaseAfterMs } = parts;
  if (releaseAfterMs === undefined) return async () => 0;
  let missedSince = new Map<string, number>();
  const isThere = (wid: string): boolean => workers.stateOf(wid) !== undefined;

  return async () => {
    const now = clock.monotonic();
    const wids = await store.transact("committed", (tx) => tx.workers.wids());
    missedSince = new Map(wids.filter((wid) => !isThere(wid)).map((wid) => [wid, missedSince.get(wid) ?? now]));
    let released = 0;
    for (const [wid, since] of missedSince) {
      if (now - since < releaseAfterMs) continue;
      const report: FailureReport = { errtype: "WorkerVanished", message: `Worker ${printable(wid)} vanished` };
      released += await moveAll(parts, {
        next: async (tx, limit) => (isThere(wid) ? [] : tx.workers.held(wid, limit)),
        move: (tx, held) => settleFailed(tx, parts, { verb: "expire", held, report }),
      });
    }
    return released;
  };
}
