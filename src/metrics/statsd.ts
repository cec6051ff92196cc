import { StatsD } from "hot-shots";
import type { Engine } from "../assemble.ts";
import type { Numbers } from "../engine/verbs.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { StatsdConfig } from "../config/statsd.ts";
import { limits } from "../limits.ts";
import type { Log } from "../log.ts";
import { type Series, type Sums, sums } from "./series.ts";

/** What metrics are made of. */
export interface StatsdParts {
  readonly engine: Pick<Engine, "numbers" | "events">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Metrics to StatsD (spec §6): off until a place is named, and then to that place. */
export interface Statsd {
  /** Where they go from now on; undefined: nowhere, which costs nothing. */
  apply(config: StatsdConfig | undefined): void;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/** Counters are summed for so long, and gauges sent so often. */
const sendMs = 1_000;
const gaugesMs = 30_000;

/** Metrics of an engine; nothing listens to it while they are off. */
export function statsd(parts: StatsdParts): Statsd {
  let running: { readonly config: StatsdConfig; readonly stop: () => Promise<void> } | undefined;

  const end = (): void => {
    running?.stop().catch((error: unknown) => parts.log.warn(`the last metrics were not sent: ${String(error)}`));
    running = undefined;
  };

  return {
    apply: (config) => {
      if (JSON.stringify(config) === JSON.stringify(running?.config)) return;
      end();
      if (config === undefined) return;
      running = { config, stop: start(config, parts) };
      parts.log.info(`sending metrics to ${config.host}, port ${config.port}`);
    },
    stop: async () => {
      await running?.stop();
      running = undefined;
    },
  };
}

/** Starts sending; the function that is returned ends it. */
function start(config: StatsdConfig, parts: StatsdParts): () => Promise<void> {
  const { engine, clock, log } = parts;
  const client = open(config, log);
  const counted = sums();
  const unlisten = engine.events.on((event) => {
    counted.note(event);
    if (counted.isFull) sendSums(client, counted);
  });
  const stopSums = repeat(clock, sendMs, () => {
    sendSums(client, counted);
    client.flush();
  });
  const stopGauges = repeat(clock, gaugesMs, async () => {
    try {
      sendGauges(client, await engine.numbers());
    } catch (error) {
      log.warn(`metrics: the numbers can't be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  return () => {
    unlisten();
    stopSums();
    stopGauges();
    sendSums(client, counted);
    return new Promise((resolve) => client.close(() => resolve()));
  };
}

function open({ host, port, namespace, tags }: StatsdConfig, log: Log): StatsD {
  let isTold = false;
  return new StatsD({
    host,
    port,
    prefix: namespace,
    globalTags: [...tags],
    cacheDns: true,
    // Ours are in `tags`; nor does it look for a container it is in.
    includeDataDogTags: false,
    datadog: false,
    maxBufferSize: limits.datagramBytesMax,
    // We flush: its own timer is for nothing.
    bufferFlushInterval: gaugesMs,
    errorHandler: (error) => {
      if (!isTold) log.warn(`metrics: ${error.message}; said once`);
      isTold = true;
    },
  });
}

/** Each gap begins when the work before it is done. */
function repeat(clock: Clock, milliseconds: number, work: () => Promise<void> | void): Cancel {
  let isStopped = false;
  let cancel: Cancel = () => {};
  const again = (): void => {
    if (!isStopped) cancel = clock.after(milliseconds, () => void Promise.resolve(work()).then(again));
  };
  again();
  return () => {
    isStopped = true;
    cancel();
  };
}

function sendSums(client: StatsD, counted: Sums): void {
  for (const series of counted.take()) sendSeries(client, series);
}

/** The counters of spec §6 that are not 0, and each run's time. */
function sendSeries(client: StatsD, { queue, jobtype, count, failed, expired, locked, denied, performMs }: Series): void {
  const tags = { queue, jobtype };
  const counters = { "jobs.count": count, "jobs.failed": failed, "jobs.expired": expired, "uniq.lock": locked, "uniq.denied": denied };
  for (const [name, value] of Object.entries(counters)) if (value > 0) client.increment(name, value, tags);
  for (const ms of performMs) client.timing("jobs.perform", Math.round(ms), tags);
}

/** The gauges of spec §6. */
function sendGauges(client: StatsD, { now, queues, sizes, processed, failures }: Numbers): void {
  client.gauge("processed", processed);
  client.gauge("failures", failures);
  client.gauge("scheduled", sizes.scheduled);
  client.gauge("retries", sizes.retries);
  client.gauge("dead", sizes.dead);
  client.gauge("enqueued", sizes.queued);
  client.gauge("busy", sizes.working);
  for (const { name: queue, size, oldestSince } of queues.slice(0, limits.gaugedQueuesMax)) {
    client.gauge("queue.size", size, { queue });
    client.gauge("queue.latency", oldestSince === undefined ? 0 : Math.max(0, (now - oldestSince) / 1_000_000), { queue });
  }
  client.flush();
}
