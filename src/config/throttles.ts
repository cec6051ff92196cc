import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { isQueueName } from "../job/queue-name.ts";
import type { Throttle, Throttles } from "../job/throttle.ts";
import { limits } from "../limits.ts";
import { ok, refuse, type Result } from "../result.ts";
import { allowedText } from "./allowed.ts";
import { key, type Key } from "./keys.ts";
import { type ConfigFile, isTable, type Table } from "./toml-files.ts";

const count = (doc: string) =>
  Type.Optional(key(Type.Integer({ minimum: 1, maximum: limits.slotsMax }), { doc, otherwise: "none", isReloaded: true }));
const seconds = (doc: string, otherwise: string) =>
  Type.Optional(
    key(Type.Number({ exclusiveMinimum: 0, maximum: limits.throttleSecondsMax }), {
      doc,
      form: `a number of seconds above 0, at most ${limits.throttleSecondsMax}`,
      otherwise,
      isReloaded: true,
    }),
  );

/** What a queue's table in `[throttles]` may say (spec §6), for the reference too. */
export const throttleKeys = {
  concurrency: count("Jobs of the queue that may run at once, over all workers."),
  worker: count("Jobs of the queue that may run at once on each worker."),
  timeout: seconds("When a job that still runs counts no more; with one of those above.", `\`${limits.reserveSecondsDefault}\``),
  rate: count("Jobs of the queue that are handed out, at most, in any `per` seconds."),
  per: seconds("The seconds of `rate`.", "none"),
};

const schema = Type.Object(throttleKeys);

/** The throttles of all files, and what is wrong with them. */
export interface ReadThrottles {
  readonly throttles: Throttles;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** Reads the `[throttles]` tables of all files: what a later one says of a queue holds. Every fault is named with its file. */
export function readThrottles(files: readonly ConfigFile[]): ReadThrottles {
  const throttles = new Map<string, Throttle>();
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const { path, table } of files) {
    const { throttles: said } = table;
    if (said === undefined) continue;
    if (!isTable(said)) problems.push(`${path}: [throttles] must be a table of queues`);
    for (const [queue, value] of isTable(said) ? Object.entries(said) : []) {
      const where = `${path}: [throttles] ${JSON.stringify(queue.slice(0, 60))}`;
      const throttle = readThrottle(queue, value, (name) => warnings.push(`${where}: nobody knows ${name}, it is passed over`));
      if (throttle.ok) throttles.set(queue, throttle.value);
      else problems.push(`${where}: ${throttle.message}`);
    }
  }
  if (throttles.size > limits.throttlesMax) problems.push(`[throttles] names more than ${limits.throttlesMax} queues`);
  return { throttles, problems, warnings };
}

function readThrottle(queue: string, said: unknown, onUnknown: (name: string) => void): Result<Throttle> {
  if (!isQueueName(queue)) return refuse("no queue can be called that");
  if (!isTable(said)) return refuse("it must be a table such as { concurrency = 5, timeout = 60 }");
  for (const name of Object.keys(said)) if (!Object.hasOwn(throttleKeys, name)) onUnknown(JSON.stringify(name));
  return Value.Check(schema, said) ? throttleOf(said) : refuse(faultOf(said));
}

function throttleOf({ concurrency, worker, rate, timeout, per }: Static<typeof schema>): Result<Throttle> {
  if ([concurrency, worker, rate].filter((most) => most !== undefined).length !== 1) {
    return refuse("it must have one of concurrency, worker and rate");
  }
  if (rate !== undefined) {
    if (per === undefined || timeout !== undefined) return refuse("rate needs per, and has no timeout");
    return ok({ kind: "rate", most: rate, perMs: per * 1_000 });
  }
  if (per !== undefined) return refuse("per belongs to rate");
  const timeoutMs = (timeout ?? limits.reserveSecondsDefault) * 1_000;
  return ok({ kind: worker === undefined ? "concurrency" : "worker", most: worker ?? concurrency ?? 1, timeoutMs });
}

function faultOf(said: Table): string {
  const name = Value.Errors(schema, said).First()?.path.slice(1) ?? "";
  const known: Readonly<Record<string, Key>> = throttleKeys;
  return `${name} must be ${known[name] === undefined ? "something else" : allowedText(known[name])}`;
}
