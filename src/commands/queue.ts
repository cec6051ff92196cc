import type { Engine } from "../assemble.ts";
import { refuse } from "../result.ts";
import { bulk, ok, type Reply, refusal } from "../wire/reply.ts";
import type { Command } from "./command.ts";
import { jsonObject } from "./json.ts";
import { readNames } from "./names.ts";
import { readWord } from "./word.ts";

type Queues = Engine["queues"];

/** `QUEUE PAUSE|RESUME|REMOVE|LATENCY q...` (spec §3). */
export const queue: Command = {
  verb: "QUEUE",
  // With many names it costs as much as a thousand others: one at a time, and what comes behind it sees what it did.
  holdsConnection: true,
  run: (engine, _session, payload) => {
    const { word, rest } = readWord(payload);
    const subcommand = subcommands.get(word.toUpperCase());
    if (subcommand === undefined) return refusal(refuse(`no such QUEUE subcommand: ${word}`));
    const names = readNames(rest);
    if (!names.ok) return refusal(names);
    return subcommand(engine.queues, names.value);
  },
};

const subcommands = new Map<string, (queues: Queues, names: readonly string[]) => Promise<Reply> | Reply>([
  ["PAUSE", (queues, names) => change(names, queues.pause)],
  ["RESUME", (queues, names) => change(names, queues.resume)],
  ["REMOVE", (queues, names) => change(names, queues.remove)],
  ["LATENCY", latency],
]);

async function change(names: readonly string[], act: (names: readonly string[]) => Promise<void>): Promise<Reply> {
  if (names.length === 0) return refusal(refuse("QUEUE needs at least one queue, or *"));
  await act(names);
  return ok;
}

async function latency(queues: Queues, names: readonly string[]): Promise<Reply> {
  if (names.length === 1 && names[0] === "*") return refusal(refuse("QUEUE LATENCY does not support wildcards"));
  const seconds = await queues.latency(names);
  return bulk(jsonObject(new Map(names.map((name, index) => [name, String(seconds[index] ?? 0)]))));
}
