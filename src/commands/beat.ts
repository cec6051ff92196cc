import { readBeat } from "../job/requests.ts";
import { bulk, ok, refusal } from "../wire/reply.ts";
import type { Command } from "./command.ts";

/** `BEAT {"wid":..,"current_state":..,"rss_kb":..}` (spec §3): says so where the worker is to be quiet or to terminate. */
export const beat: Command = {
  verb: "BEAT",
  run: (engine, _session, payload) => {
    const request = readBeat(payload);
    if (!request.ok) return refusal(request);
    const { wid, currentState, rssKb } = request.value;
    const state = engine.workers.beat(wid, currentState, rssKb);
    if (!state.ok) return refusal(state);
    return state.value === "running" ? ok : bulk(JSON.stringify({ state: state.value }));
  },
};
