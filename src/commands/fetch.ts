import { limits } from "../limits.ts";
import { refuse } from "../result.ts";
import { bulk, nothing, refusal } from "../wire/reply.ts";
import type { Command } from "./command.ts";
import { readNames } from "./names.ts";

/** `FETCH q1 q2 ...` (spec §3): a job of the first queue that has one, or nothing after the wait. */
export function fetch(namesMax: number = limits.awaitedNamesMax): Command {
  /** Queues named by all FETCHes that are not answered yet: each takes memory. */
  let named = 0;
  return {
    verb: "FETCH",
    holdsConnection: true,
    run: async (engine, session, payload) => {
      const room = Math.max(limits.narrowQueuesMax, namesMax - named);
      const names = readNames(payload, Math.min(limits.queueNamesMax, room));
      if (!names.ok) return refusal(names);
      const { length } = names.value;
      if (length === 0) return refusal(refuse("must call fetch with at least one queue"));
      named += length;
      try {
        const job = await engine.fetch(names.value, session);
        return job === undefined ? nothing : bulk(job);
      } finally {
        named -= length;
      }
    },
  };
}
