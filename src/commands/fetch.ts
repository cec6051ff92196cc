import { refuse } from "../result.ts";
import { bulk, nothing, refusal } from "../wire/reply.ts";
import type { Command } from "./command.ts";
import { readNames } from "./names.ts";

/** `FETCH q1 q2 ...` (spec §3): a job of the first queue that has one, or nothing after the wait. */
export const fetch: Command = {
  verb: "FETCH",
  holdsConnection: true,
  run: async (engine, session, payload) => {
    const names = readNames(payload);
    if (!names.ok) return refusal(names);
    if (names.value.length === 0) return refusal(refuse("must call fetch with at least one queue"));
    const job = await engine.fetch(names.value, session);
    return job === undefined ? nothing : bulk(job);
  },
};
