import { readMutation } from "../job/mutation.ts";
import * as reply from "../wire/reply.ts";
import type { Command } from "./command.ts";

/** §3 MUTATE {"cmd":..,"target":..,"filter":{..}}: moves many jobs at once. */
export const mutate: Command = {
  verb: "MUTATE",
  holdsConnection: true,
  run: async (engine, _session, payload) => {
    const mutation = readMutation(payload);
    if (!mutation.ok) return reply.refusal(mutation);
    await engine.mutate(mutation.value);
    return reply.ok;
  },
};
