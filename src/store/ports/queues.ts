import type { Micros } from "../../job/facts.ts";

/** A queue as INFO and the pages show it. */
export interface QueueState {
  readonly name: string;
  readonly size: number;
  readonly isPaused: boolean;
  /** When the job at its head entered it; absent where it is empty. */
  readonly oldestSince?: Micros;
}

/** The queues: a queue exists from its first push until it is removed, also when empty. */
export interface QueuesPort {
  /** All of them, in the order of their names. */
  list(): Promise<QueueState[]>;
  /** One of them. */
  find(name: string): Promise<QueueState | undefined>;
  /** Sets or lifts the pause of a queue; one that doesn't exist is passed over. */
  setPaused(name: string, isPaused: boolean): Promise<void>;
  /** Something other than a push made its jobs ready: FETCHes that wait for it are woken after the commit, where it has any. */
  ready(name: string): Promise<void>;
  /** Drops a queue with its jobs and its pause, at once for every other method; `jobs.sweep` removes what is left. */
  remove(name: string): Promise<void>;
}
