import { ok } from "../wire/reply.ts";
import type { Command } from "./command.ts";

/** `END` (spec §1, §3): closes the connection without a reply. */
export const end: Command = { verb: "END", endsConnection: true, run: () => ok };
