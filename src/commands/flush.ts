import { ok } from "../wire/reply.ts";
import type { Command } from "./command.ts";

/** `FLUSH` (spec §3): everything but the live workers is gone. */
export const flush: Command = {
  verb: "FLUSH",
  holdsConnection: true,
  run: async (engine) => {
    await engine.flush();
    return ok;
  },
};
