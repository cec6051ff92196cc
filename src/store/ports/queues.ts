import type { Micros } from "../../job/facts.ts";

/** Who paused a queue, why and since when; a client's QUEUE PAUSE says neither who nor why. */
export interface Pause {
  readonly by?: string;
  readonly reason?: string;
  readonly since?: Micros;
}

/** A queue as INFO and the pages show it. */
export interface QueueState {
  readonly name: string;
  readonly size: number;
  readonly isPaused: boolean;
  /** While it is paused. */
  readonly pause?: Pause;
  /** Reserved jobs that are of it. */
  readonly busy: number;
  /** When the job at its head entered it; absent where it is empty. */
  readonly oldestSince?: Micros;
}

/** The queues: a queue exists from its first push until it is removed, also when empty. */
export interface QueuesPort {
  /** All of them, in the order of their names. */
  list(): Promise<QueueState[]>;
  /** One of them. */
  find(name: string): Promise<QueueState | undefined>;
  /**
   * Sets or lifts the pause of a queue, false where it doesn't exist. What is said of a pause that is set already takes the place of
   * what was said before.
   */
  setPaused(name: string, isPaused: boolean, said?: Pick<Pause, "by" | "reason">): Promise<boolean>;
  /** Something other than a push made its jobs ready: FETCHes that wait for it are woken after the commit, where it has any. */
  ready(name: string): Promise<void>;
  /** Drops the jobs of a queue at once, and keeps its pause; false where it doesn't exist. */
  clear(name: string): Promise<boolean>;
  /** Drops a queue with its jobs and its pause, at once for every other method; `jobs.sweep` removes what is left. False where it doesn't exist. */
  remove(name: string): Promise<boolean>;
}
