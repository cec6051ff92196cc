import type { Engine } from "../assemble.ts";
import type { Clock } from "../clock.ts";
import type { Vitals } from "../health.ts";
import { formatTimestamp } from "../job/timestamp.ts";

interface HealthParts {
  readonly engine: Engine;
  readonly vitals: () => Vitals;
  readonly clock: Clock;
}

/** `/health` (spec §8): 200, or 503 with the reason while nothing can be stored. */
export function healthResponse({ engine, vitals, clock }: HealthParts): Response {
  const { isWritable, reason } = engine.health();
  const { description, faktoryVersion, connections, commandCount } = vitals();
  const body = {
    now: formatTimestamp(clock.wall()),
    server: { description, faktory_version: faktoryVersion, connections, command_count: commandCount },
    ...(isWritable ? {} : { reason: reason ?? "storage fails" }),
  };
  return Response.json(body, { status: isWritable ? 200 : 503, headers: { "cache-control": "no-cache" } });
}
