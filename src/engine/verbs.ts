import type { Admitted } from "../job/admission.ts";
import type { FailureReport } from "../job/failure.ts";
import type { Place } from "../job/lifecycle.ts";
import type { Mutation } from "../job/mutation.ts";
import type { Refusal, Result } from "../result.ts";
import type { QueueState } from "../store/ports/queues.ts";
import type { StoreHealth } from "../store/store.ts";
import type { Actions } from "./actions.ts";
import type { Events } from "./events.ts";
import type { Inspect } from "./inspect.ts";
import type { Introduction, Session, WorkerState } from "./session.ts";
import type { Tally } from "./tally.ts";

/** The numbers of INFO (spec §3) that the engine knows; the connection counts are the server's. */
export interface Numbers {
  readonly now: number;
  readonly queues: readonly QueueState[];
  readonly sizes: Readonly<Record<Place, number>>;
  readonly processed: number;
  readonly failures: number;
  /** Of each timed task: jobs it moved, times it ran, seconds it spent, since the start. */
  readonly tasks: Readonly<Record<"Scheduled" | "Retries" | "Dead", Tally>>;
  readonly reapedReservations: number;
  readonly workers: number;
  readonly reapedWorkers: number;
}

/** A worker as it is shown; its texts are a client's, made printable. */
export interface WorkerFacts {
  readonly wid: string;
  /** Where it runs: host and process. */
  readonly origin: string;
  readonly state: WorkerState;
  readonly connections: number;
  /** Since its HELLO or its last BEAT. */
  readonly silentMs: number;
}

/** What can't be done just now, and why (spec §5, §8 `/health`). */
export interface Health extends StoreHealth {
  /** Room is short: no job is taken, everything else goes on. */
  readonly isAlmostFull: boolean;
}

/** A job of a PUSHB that was not stored. */
export interface RefusedJob {
  readonly jid: string;
  readonly refusal: Refusal;
}

/** The verbs of every engine, whatever features it has: a record that sockets, pages and timers call alike. */
export interface Verbs {
  /** §3 PUSH. Resolves once the job is on stable storage. */
  push(job: Admitted): Promise<Result<undefined>>;
  /**
   * §3 PUSHB: those that were refused, or one refusal of all; resolves once all others are on stable storage. The jobs are asked for
   * as they are stored.
   */
  pushMany(jobs: Iterable<Admitted>): Promise<Result<readonly RefusedJob[]>>;
  /** §3 FETCH: the payload as it is handed out, or undefined after the wait. `queues` is not empty, and names each once. */
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
  /** §3 MUTATE: resolves once it is done, or is stored as an operation and goes on. */
  mutate(mutation: Mutation): Promise<void>;
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
    /** Who is there, in the order they came. */
    list(): readonly WorkerFacts[];
  };
  /** A connection closed: its waiting FETCH takes no job, and its worker is gone when it was the last one. */
  leave(session: Session): void;
  /** Answers every waiting FETCH with nothing, and each later one at once (stopping). */
  stopWaiting(): void;
  /** Timed work, run by `tasks/`; each resolves when nothing is due any more, with the number of jobs it moved (`sweep`: slices it took). */
  readonly timed: {
    promoteScheduled(): Promise<number>;
    promoteRetries(): Promise<number>;
    expireLeases(): Promise<number>;
    purgeDead(): Promise<number>;
    sweep(): Promise<number>;
    /** Goes on with MUTATEs that were under way when the server stopped. */
    resumeOperations(): Promise<number>;
    /** Closes the connections of workers without a BEAT for 60 s. */
    reapWorkers(): number;
    /** Looks whether there is room for more jobs (spec §5 `min_free`). */
    checkRoom(): Promise<number>;
    /** Takes a sample of the numbers, for the charts of pages. */
    takeSample(): Promise<number>;
    /** Timed work of the features (spec §6), each when it asked for it. */
    runFeatures(): Promise<number>;
  };
  health(): Health;
  /** What happened, told once it is committed. */
  readonly events: Events;
  /** What pages read (spec §8). */
  readonly inspect: Inspect;
  /** What pages change (spec §8). */
  readonly actions: Actions;
}
