import type { Engine } from "./assemble.ts";
import type { Clock } from "./clock.ts";
import type { Bound } from "./config/binding.ts";
import { limits } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Statsd } from "./metrics/statsd.ts";
import type { Connections } from "./server/connections.ts";
import type { Store } from "./store/store.ts";
import type { Ticker } from "./tasks/ticker.ts";

/** What is running, and stops. */
export interface Running {
  readonly commands: Bound;
  /** Undefined where the web port is off. */
  readonly pages: Bound | undefined;
  readonly connections: Connections;
  readonly engine: Engine;
  readonly ticker: Ticker;
  readonly store: Store;
  /** What sends metrics, where any are sent. */
  readonly metrics?: Pick<Statsd, "stop">;
}

interface Step {
  readonly what: string;
  readonly act: () => Promise<void> | void;
  /**
   * It is left behind after that time: what comes after it matters more. The stop is clean all the same: a peer that does not read its
   * replies, or work that goes on after the next start, loses nothing.
   */
  readonly msMax?: number;
}

/** The stop order (spec §1): whatever was answered OK is on disk, and every command that was started is answered. */
export function stopOrder({ commands, pages, connections, engine, ticker, store, metrics }: Running): readonly Step[] {
  return [
    { what: "take no more connections", act: () => commands.stop() },
    { what: "refuse commands", act: () => connections.refuse() },
    { what: "answer waiting FETCHes", act: () => engine.stopWaiting() },
    { what: "end timed work", act: () => ticker.stop(), msMax: limits.stopMsMax / 4 },
    { what: "answer what was started", act: () => connections.answered(), msMax: limits.stopMsMax / 4 },
    // Until then they say that the server is stopping.
    { what: "close the pages", act: () => pages?.stop() },
    { what: "send the last metrics", act: () => metrics?.stop(), msMax: limits.stopMsMax / 10 },
    { what: "close the storage", act: () => store.close() },
    // Last, so that a command that comes meanwhile is still told why it is not run.
    { what: "close the connections", act: () => connections.closeAll() },
  ];
}

/** Stops in that order, within 5 s; false where a step failed, or one that matters had to be left behind. */
export async function shutDown(steps: readonly Step[], { clock, log }: { clock: Clock; log: Log }): Promise<boolean> {
  const end = clock.monotonic() + limits.stopMsMax;
  let isClean = true;
  for (const { what, act, msMax } of steps) {
    const milliseconds = Math.min(msMax ?? limits.stopMsMax, end - clock.monotonic());
    try {
      if (await isDoneWithin(milliseconds, Promise.resolve(act()), clock)) continue;
      log.warn(`stopping: could not ${what} within ${Math.round(milliseconds)} ms`);
      if (msMax !== undefined) continue;
    } catch (error) {
      log.error(`stopping: could not ${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
    isClean = false;
  }
  return isClean;
}

async function isDoneWithin(milliseconds: number, work: Promise<void>, clock: Clock): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.after(Math.max(0, milliseconds), () => resolve(false));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    cancel();
  }
}
