import type { WorkersPort } from "../ports/workers.ts";
import type { Parts } from "./memory.ts";

/** The workers port on SQLite: reserved jobs are in memory. */
export function sqliteWorkers({ memory }: Parts): WorkersPort {
  return {
    wids: async () => {
      const wids = new Set(memory.held.all().map((held) => held.wid));
      wids.delete("");
      return [...wids];
    },
    held: async (wid, limit) =>
      memory.held
        .all()
        .filter((held) => held.wid === wid)
        .slice(0, limit),
  };
}
