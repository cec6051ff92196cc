import type { Clock } from "../clock.ts";
import { admit } from "../job/admission.ts";
import { ok, refusal } from "../wire/reply.ts";
import type { Command } from "./command.ts";

/** `PUSH {job}` (spec §3). */
export function push(clock: Clock): Command {
  return {
    verb: "PUSH",
    run: async (engine, _session, payload) => {
      const job = admit(payload, clock.wall());
      if (!job.ok) return refusal(job);
      const pushed = await engine.push(job.value);
      return pushed.ok ? ok : refusal(pushed);
    },
  };
}
