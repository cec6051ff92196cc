import type { Clock } from "../clock.ts";
import { type Admitted, admitAll } from "../job/admission.ts";
import { ok, type Refusal } from "../result.ts";
import { bulk, refusal } from "../wire/reply.ts";
import type { Command } from "./command.ts";
import { jsonObject } from "./json.ts";

/** `PUSHB [{job},...]` (spec §3): the jobs that could not be stored, each with the reason. */
export function pushMany(clock: Clock): Command {
  return {
    verb: "PUSHB",
    // It may take several turns; what its connection sends behind it sees all of its jobs.
    holdsConnection: true,
    run: async (engine, _session, payload) => {
      const entries = admitAll(payload, clock.wall());
      if (!entries.ok) return refusal(entries);
      const faults: [jid: string, text: string][] = [];
      const admitted: Admitted[] = [];
      for (const { jid, result } of entries.value) {
        if (result.ok) admitted.push(result.value);
        else faults.push([jid, faultText(result)]);
      }
      const pushed = admitted.length > 0 ? await engine.pushMany(admitted) : ok([]);
      if (!pushed.ok) return refusal(pushed);
      for (const [index, result] of pushed.value.entries()) {
        if (!result.ok) faults.push([admitted[index]?.facts.jid ?? "", faultText(result)]);
      }
      return bulk(jsonObject(new Map(faults.map(([jid, text]) => [jid, JSON.stringify(text)]))));
    },
  };
}

/** A plain error is its text alone; another code stays in front (spec §3). */
function faultText({ code, message }: Refusal): string {
  return code === "ERR" ? message : `${code} ${message}`;
}
