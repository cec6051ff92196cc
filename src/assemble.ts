import { actions, type Actions } from "./engine/actions.ts";
import { ack } from "./engine/ack.ts";
import { type Events, events } from "./engine/events.ts";
import { expireLeases } from "./engine/expire.ts";
import { fail } from "./engine/fail.ts";
import { flush } from "./engine/flush.ts";
import { finishes } from "./engine/finishes.ts";
import { type Inspect, inspect } from "./engine/inspect.ts";
import { mutate } from "./engine/mutate.ts";
import { mover } from "./engine/move.ts";
import { numbers } from "./engine/numbers.ts";
import { operations } from "./engine/operations.ts";
import type { EngineParts, Parts } from "./engine/parts.ts";
import { type Points, points as pointsOf } from "./engine/points.ts";
import { promote } from "./engine/promote.ts";
import { purgeDead } from "./engine/purge.ts";
import { almostFull, push, pushMany } from "./engine/push.ts";
import { releaseVanished } from "./engine/release.ts";
import { type Room, room as roomOf } from "./engine/room.ts";
import { queues } from "./engine/queues.ts";
import { attempts, fetch } from "./engine/reserve.ts";
import { samples } from "./engine/samples.ts";
import type { Introduction, Session, WorkerState } from "./engine/session.ts";
import { sweep } from "./engine/sweep.ts";
import { type Tally, tallied } from "./engine/tally.ts";
import { timedFeatures } from "./engine/timed-features.ts";
import { Waiters } from "./engine/waiters.ts";
import { workers } from "./engine/workers.ts";
import { allFeatures, type FeatureVerbs } from "./features/index.ts";
import type { Admitted } from "./job/admission.ts";
import type { FailureReport } from "./job/failure.ts";
import type { Mutation } from "./job/mutation.ts";
import type { Place } from "./job/lifecycle.ts";
import { sparing } from "./log.ts";
import type { Refusal, Result } from "./result.ts";
import type { QueueState } from "./store/ports/queues.ts";
import type { StoreHealth } from "./store/store.ts";

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

/** The verbs, as a record that sockets, pages and timers call alike; those of the features stand in it by the feature's name. */
export interface Engine extends FeatureVerbs {
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

/** Puts the engine together: the verbs of `engine/` on one store, with one waiting line and one list of workers. */
export function assemble(given: Parts, featuresOf: typeof allFeatures = allFeatures): Engine {
  const outside = { ...given, log: sparing(given.log, given.clock) };
  const { store, clock, log } = outside;
  const room = roomOf(outside);
  // Features push jobs of their own, which pass all features again.
  const features = featuresOf({
    ...outside,
    push: (tx, job) => points.push(tx, job),
    refusesJobs: () => (room.shortage() === undefined ? undefined : almostFull),
  });
  const points: Points = pointsOf(features.list);
  const happened = events();
  const parts: EngineParts = { ...outside, points, move: mover(points, happened) };
  const attempt = attempts(parts);
  const known = workers({ clock, log });
  const waiters = new Waiters({ clock, attempt, isHalted: (wid) => (known.stateOf(wid) ?? "running") !== "running" });
  store.onReady((queue, ready) => waiters.onReady(queue, ready));

  const scheduled = tallied(clock, promote(parts, "scheduled"));
  const retries = tallied(clock, promote(parts, "retries"));
  const dead = tallied(clock, purgeDead(parts));
  const wide = operations(parts);
  const lately = finishes();
  happened.on(lately.hear);
  const sampled = samples({ store });
  const expire = expireLeases(parts);
  const release = releaseVanished(parts, known);
  const leases = tallied(clock, async () => (await expire()) + (await release()));

  return {
    ...features.verbs,
    push: push({ store, room, points, events: happened }),
    pushMany: pushMany({ store, room, points, events: happened }),
    fetch: fetch({ clock, waiters, attempt, points }),
    ack: ack(parts),
    fail: fail(parts),
    queues: queues(parts),
    mutate: mutate(parts, wide),
    flush: flush(parts),
    numbers: numbers({ store, workers: known, tasks: { Scheduled: scheduled, Retries: retries, Dead: dead }, leases }),
    workers: known,
    leave: (session) => known.leave(session),
    stopWaiting: () => waiters.stop(),
    timed: {
      promoteScheduled: scheduled.run,
      promoteRetries: retries.run,
      expireLeases: leases.run,
      purgeDead: dead.run,
      sweep: sweep(parts),
      resumeOperations: wide.resume,
      reapWorkers: () => known.reap(),
      checkRoom: room.check,
      takeSample: sampled.take,
      runFeatures: timedFeatures(parts, features.list),
    },
    health: () => healthOf(store.health(), room),
    events: happened,
    actions: actions({ ...parts, operations: wide, workers: known }),
    inspect: inspect({ store, clock, workers: known, finishes: lately, samples: sampled }),
  };
}

/** Trouble with the storage is the worse of the two, and named. */
function healthOf(health: StoreHealth, room: Room): Health {
  const reason = health.reason ?? room.shortage();
  return { isWritable: health.isWritable, isAlmostFull: room.shortage() !== undefined, ...(reason === undefined ? {} : { reason }) };
}
