import type { Engine } from "../assemble.ts";
import type { Clock } from "../clock.ts";
import type { Vitals } from "../health.ts";
import { formatTimestamp } from "../job/timestamp.ts";

/** What the health endpoints are made from. */
export interface HealthParts {
  readonly engine: Pick<Engine, "health">;
  readonly vitals: () => Vitals;
  readonly clock: Clock;
  readonly isStopping: () => boolean;
}

/** How the server is: ok, degraded where it can't do all it should, stopping. */
interface Condition {
  readonly status: "ok" | "degraded" | "stopping";
  readonly storage: "ok" | "almost full" | "impaired" | "failing";
  readonly reason?: string;
}

/** `/health` (spec §8): 200, or 503 with the reason while nothing can be made durable. */
export function healthResponse(parts: HealthParts): Response {
  const { description, faktoryVersion, connections, commandCount } = parts.vitals();
  const { status, storage, reason } = conditionOf(parts);
  const body = {
    now: formatTimestamp(parts.clock.wall()),
    server: { description, faktory_version: faktoryVersion, connections, command_count: commandCount },
    status,
    storage,
    ...(reason === undefined ? {} : { reason }),
  };
  return answer(body, storage !== "failing");
}

/** `/health/live`: that the event loop answers; a slow disk is no reason to start the process again. */
export function liveResponse(): Response {
  return answer({ status: "live" }, true);
}

/** `/health/ready`: 200 while jobs are taken, else 503 with the reason. */
export function readyResponse(parts: HealthParts): Response {
  const { status, reason } = conditionOf(parts);
  if (status === "ok") return answer({ status: "ready" }, true);
  return answer({ status, ...(reason === undefined ? {} : { reason }) }, false);
}

function conditionOf({ engine, isStopping }: HealthParts): Condition {
  const { isWritable, isAlmostFull, reason } = engine.health();
  const storage = !isWritable ? "failing" : isAlmostFull ? "almost full" : reason !== undefined ? "impaired" : "ok";
  const status = isStopping() ? "stopping" : storage === "ok" ? "ok" : "degraded";
  return { status, storage, ...(storage === "ok" ? {} : { reason: reason ?? `storage is ${storage}` }) };
}

function answer(body: object, isGood: boolean): Response {
  return Response.json(body, { status: isGood ? 200 : 503, headers: { "cache-control": "no-cache" } });
}
