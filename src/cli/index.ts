import { healthcheck } from "./healthcheck.ts";
import { info } from "./info.ts";
import { push } from "./push.ts";
import { queues } from "./queues.ts";
import { raw } from "./raw.ts";
import type { Subcommand } from "./subcommand.ts";

/** The subcommands, in the order in which the help lists them. */
export const subcommands: readonly Subcommand[] = [info, queues, push, raw, healthcheck];
