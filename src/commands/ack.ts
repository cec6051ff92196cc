import { readAck } from "../job/requests.ts";
import { ok, refusal } from "../wire/reply.ts";
import type { Command } from "./command.ts";

/** `ACK {"jid":..}` (spec §3): also a late one is answered `+OK`. */
export const ack: Command = {
  verb: "ACK",
  run: async (engine, session, payload) => {
    const request = readAck(payload);
    if (!request.ok) return refusal(request);
    await engine.ack(request.value.jid, session.wid);
    return ok;
  },
};
