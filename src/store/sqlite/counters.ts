import type { CountersPort } from "../ports/counters.ts";
import { dayOf } from "./counts.ts";
import type { Parts } from "./memory.ts";

/** The counters port on SQLite. The history is written once a turn, in its transaction. */
export function sqliteCounters(parts: Parts): CountersPort {
  const { memory, statements } = parts;
  return {
    settled: async (failed) => memory.counts.settled(failed),
    totals: async () => ({ ...memory.counts.totals }),
    history: async (days) => {
      writeHistory(parts);
      return statements.listHistory({ days });
    },
    sizes: async () => ({ ...memory.counts.sizes, queued: memory.queues.size, working: memory.held.size }),
  };
}

/** Adds what this turn settled to its day. */
export function writeHistory(parts: Parts): void {
  const pending = parts.memory.counts.takePending();
  if (pending !== undefined) parts.statements.addHistory({ day: dayOf(parts.turn.now), ...pending });
}
