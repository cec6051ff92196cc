import type { PairFigures, PairOrder } from "./pair-thread.ts";

/** A well-behaved producer and its worker, in a thread of their own, so that the attack does not share their event loop. */
export interface Pair {
  /** How they were served since this was asked last. */
  figures(): Promise<PairFigures>;
  /** They stop after their next job. */
  stop(): Promise<PairFigures>;
}

/** Starts them. */
export function startPair(port: number, seed: number): Pair {
  const thread = new Worker(new URL("./pair-thread.ts", import.meta.url));
  const order = (what: PairOrder) => thread.postMessage(what);
  const ask = (kind: "report" | "stop") =>
    new Promise<PairFigures>((resolve, reject) => {
      thread.onerror = ({ message }) => reject(new Error(message));
      thread.onmessage = ({ data }: MessageEvent<PairFigures>) => resolve(data);
      order({ kind });
    });
  order({ kind: "start", port, seed });
  return {
    figures: () => ask("report"),
    stop: () => ask("stop").finally(() => thread.terminate()),
  };
}

/** Figures for people. */
export function inWords({ jobs, seconds, p50, p99, slowest }: PairFigures): string {
  const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  return `${Math.round(jobs / seconds)} jobs/s, p50 ${ms(p50)}, p99 ${ms(p99)}, slowest ${ms(slowest)}`;
}
