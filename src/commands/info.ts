import type { Engine } from "../assemble.ts";
import type { Numbers } from "../engine/verbs.ts";
import type { Vitals } from "../health.ts";
import { formatTimestamp } from "../job/timestamp.ts";
import { bulk } from "../wire/reply.ts";
import type { Command } from "./command.ts";
import { jsonObject } from "./json.ts";

/** `INFO` (spec §3). */
export function info(vitals: () => Vitals): Command {
  // With many queues it costs as much as a thousand others: one at a time.
  return { verb: "INFO", holdsConnection: true, run: async (engine) => bulk(await infoText(engine, vitals())) };
}

/** The JSON of INFO (spec §3), which `/stats` answers too. */
export async function infoText(engine: Engine, vitals: Vitals): Promise<string> {
  const numbers = await engine.numbers();
  const now = formatTimestamp(numbers.now);
  return jsonObject(
    new Map([
      ["now", JSON.stringify(now)],
      ["server_utc_time", JSON.stringify(`${now.slice(11, 19)} UTC`)],
      ["faktory", faktory(numbers)],
      ["server", server(numbers, vitals)],
    ]),
  );
}

function faktory({ queues, sizes, tasks, processed, failures, ...numbers }: Numbers): string {
  const { scheduled, retries, dead, working } = sizes;
  const moved = ({ enqueued, cycles, seconds }: Numbers["tasks"]["Dead"], size: number) => ({
    enqueued,
    cycles,
    size,
    wall_time_sec: Number(seconds.toFixed(6)),
  });
  return jsonObject(
    new Map([
      ["queues", jsonObject(new Map(queues.map(({ name, size }) => [name, String(size)])))],
      ["sets", JSON.stringify({ scheduled, retries, dead, working })],
      [
        "tasks",
        JSON.stringify({
          Scheduled: moved(tasks.Scheduled, scheduled),
          Retries: moved(tasks.Retries, retries),
          Dead: moved(tasks.Dead, dead),
          Busy: { size: working, reaped: numbers.reapedReservations },
          Workers: { size: numbers.workers, reaped: numbers.reapedWorkers },
        }),
      ],
      ["total_failures", String(failures)],
      ["total_processed", String(processed)],
      ["total_enqueued", String(queues.reduce((sum, { size }) => sum + size, 0))],
      ["total_queues", String(queues.length)],
    ]),
  );
}

/** Clients know the first six; `version` and `queues` are ours. */
function server({ now, queues }: Numbers, vitals: Vitals): string {
  const states = queues.map(({ name, oldestSince, busy, isPaused }): [string, string] => {
    const latency = oldestSince === undefined ? 0 : Math.max(0, (now - oldestSince) / 1_000_000);
    return [name, JSON.stringify({ latency, busy, paused: isPaused })];
  });
  return jsonObject(
    new Map([
      ["description", JSON.stringify(vitals.description)],
      ["faktory_version", JSON.stringify(vitals.faktoryVersion)],
      ["uptime", String(vitals.uptimeSeconds)],
      ["connections", String(vitals.connections)],
      ["command_count", String(vitals.commandCount)],
      ["used_memory_mb", String(vitals.usedMemoryMb)],
      ["version", JSON.stringify(vitals.version)],
      ["queues", jsonObject(new Map(states))],
    ]),
  );
}
