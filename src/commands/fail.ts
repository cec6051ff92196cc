import { readFail } from "../job/requests.ts";
import { ok, refusal } from "../wire/reply.ts";
import type { Command } from "./command.ts";

/** `FAIL {"jid":..,"errtype":..,"message":..,"backtrace":[..]}` (spec §3). */
export const fail: Command = {
  verb: "FAIL",
  run: async (engine, session, payload) => {
    const request = readFail(payload);
    if (!request.ok) return refusal(request);
    const { jid, ...report } = request.value;
    const failed = await engine.fail(jid, session.wid, report);
    return failed.ok ? ok : refusal(failed);
  },
};
