import type { Clock } from "../clock.ts";
import type { Vitals } from "../health.ts";
import { ack } from "./ack.ts";
import { batch } from "./batch.ts";
import { beat } from "./beat.ts";
import type { Command } from "./command.ts";
import { end } from "./end.ts";
import { fail } from "./fail.ts";
import { fetch } from "./fetch.ts";
import { flush } from "./flush.ts";
import { info } from "./info.ts";
import { mutate } from "./mutate.ts";
import { push } from "./push.ts";
import { pushMany } from "./push-many.ts";
import { queue } from "./queue.ts";
import { track } from "./track.ts";

/** The table of commands (spec §3) by their verbs. A verb that is not here is unknown. */
export function commandTable(clock: Clock, vitals: () => Vitals): ReadonlyMap<string, Command> {
  const commands = [push(clock), pushMany(clock), fetch(), ack, fail, beat, info(vitals), mutate, flush, queue, batch, track, end];
  return new Map(commands.map((command) => [command.verb, command]));
}
