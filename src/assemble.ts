import type { QueueState } from "./store/ports/queues.ts";
import type { Place } from "./job/lifecycle.ts";
import type { Admitted } from "./job/admission.ts";
import type { FailureReport } from "./job/failure.ts";
import type { Introduction, Session, WorkerState } from "./engine/session.ts";
import type { Result } from "./result.ts";
import type { StoreHealth } from "./store/store.ts";

/** The numbers of INFO (spec §3) that the engine knows; the connection counts are the server's. */
export interface Numbers {
  readonly now: number;
  readonly queues: readonly QueueState[];
  readonly sizes: Readonly<Record<Place, number>>;
  readonly processed: number;
  readonly failures: number;
  /** Of each timed task: jobs it moved, times it ran, seconds it spent, since the start. */
  readonly tasks: Readonly<Record<"Scheduled" | "Retries" | "Dead", { enqueued: number; cycles: number; seconds: number }>>;
  readonly reapedReservations: number;
  readonly workers: number;
  readonly reapedWorkers: number;
}

/** The verbs, as a record that sockets, pages and timers call alike. */
export interface Engine {
  /** §3 PUSH. Resolves once the job is on stable storage. */
  push(job: Admitted): Promise<Result<undefined>>;
  /** §3 PUSHB: one result a job, in order; resolves once all that were stored are on stable storage. */
  pushMany(jobs: readonly Admitted[]): Promise<Result<undefined>[]>;
  /** §3 FETCH: the payload as it is handed out, or undefined after the wait. `queues` is not empty. */
  fetch(queues: readonly string[], session: Session): Promise<Uint8Array | undefined>;
  /** §3 ACK; of a jid nobody holds it does nothing. */
  ack(jid: string, wid: string): Promise<void>;
  /** §3 FAIL. Refused with `Job not found JID` where nobody holds the jid. */
  fail(jid: string, wid: string, report: FailureReport): Promise<Result<undefined>>;
  /** §3 QUEUE; "*" among the names means all. Queues that don't exist are passed over. */
  readonly queues: {
    pause(names: readonly string[]): Promise<void>;
    resume(names: readonly string[]): Promise<void>;
    remove(names: readonly string[]): Promise<void>;
    /** Seconds since the job at the head was enqueued, 0 where there is none; in the order of `names`. */
    latency(names: readonly string[]): Promise<number[]>;
  };
  /** §3 FLUSH. */
  flush(): Promise<void>;
  /** The numbers of INFO, exact at one moment. */
  numbers(): Promise<Numbers>;
  readonly workers: {
    /** A connection of a worker has shaken hands; `leave` ends it. */
    join(session: Session, introduction: Introduction): void;
    /** §3 BEAT: the worker's state after it. Refused with `Unknown worker WID`. */
    beat(wid: string, currentState: string | undefined, rssKb: number | undefined): Result<WorkerState>;
    /** Moves a worker ("all": every one) to quiet or terminate; false where it is unknown. */
    signal(wid: string, state: "quiet" | "terminate"): boolean;
  };
  /** A connection closed: its waiting FETCH takes no job, and its worker is gone when it was the last one. */
  leave(session: Session): void;
  /** Answers every waiting FETCH with nothing, and each later one at once (stopping). */
  stopWaiting(): void;
  /** Timed work, run by `tasks/`; each resolves when nothing is due any more, with the number of jobs it moved. */
  readonly timed: {
    promoteScheduled(): Promise<number>;
    promoteRetries(): Promise<number>;
    expireLeases(): Promise<number>;
    purgeDead(): Promise<number>;
    sweep(): Promise<number>;
    /** Closes the connections of workers without a BEAT for 60 s. */
    reapWorkers(): number;
  };
  health(): StoreHealth;
}
