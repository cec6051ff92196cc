/**
 * How many jobs of a queue may be out (spec §6 Throttling): at once, over all workers or for each, where a job that takes longer than
 * `timeoutMs` counts no more; or handed out in any `perMs`.
 */
export type Throttle =
  | { readonly kind: "concurrency" | "worker"; readonly most: number; readonly timeoutMs: number }
  | { readonly kind: "rate"; readonly most: number; readonly perMs: number };

/** Those of all throttled queues, by the queue's name. */
export type Throttles = ReadonlyMap<string, Throttle>;
