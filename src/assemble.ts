import { actions } from "./engine/actions.ts";
import { ack } from "./engine/ack.ts";
import { events } from "./engine/events.ts";
import { expireLeases } from "./engine/expire.ts";
import { fail } from "./engine/fail.ts";
import { flush } from "./engine/flush.ts";
import { finishes } from "./engine/finishes.ts";
import { inspect } from "./engine/inspect.ts";
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
import { sweep } from "./engine/sweep.ts";
import { type Tallied, tallied } from "./engine/tally.ts";
import { timedFeatures } from "./engine/timed-features.ts";
import type { Health, Numbers, Verbs } from "./engine/verbs.ts";
import { Waiters } from "./engine/waiters.ts";
import { type Workers, workers } from "./engine/workers.ts";
import { allFeatures, type FeatureVerbs } from "./features/index.ts";
import { sparing } from "./log.ts";
import type { StoreHealth } from "./store/store.ts";

/** The engine (spec §2 to §8): its verbs, and those of the features by the feature's name. */
export interface Engine extends Verbs, FeatureVerbs {}

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
  const happened = events();
  const points: Points = pointsOf(features.list, happened);
  const parts: EngineParts = { ...outside, points, move: mover(points, happened) };
  const attempt = attempts(parts);
  const known = workers({ clock, log });
  const isHalted = (wid: string) => (known.stateOf(wid) ?? "running") !== "running";
  const waiters = new Waiters({ clock, attempt, isHalted, isPerWorker: points.isPerWorker });
  store.onReady((queue, ready) => waiters.onReady(queue, ready));

  const { leases, ...tasks } = timedMoves(parts, known);
  const wide = operations(parts);
  const lately = finishes();
  happened.on(lately.hear);
  const sampled = samples({ store });

  return {
    ...features.verbs,
    push: push({ store, room, points }),
    pushMany: pushMany({ store, room, points }),
    fetch: fetch({ clock, waiters, attempt, points }),
    ack: ack(parts),
    fail: fail(parts),
    queues: queues(parts),
    mutate: mutate(parts, wide),
    flush: flush(parts),
    numbers: numbers({ store, workers: known, tasks, leases }),
    workers: known,
    leave: (session) => known.leave(session),
    stopWaiting: () => waiters.stop(),
    timed: {
      promoteScheduled: tasks.Scheduled.run,
      promoteRetries: tasks.Retries.run,
      expireLeases: leases.run,
      purgeDead: tasks.Dead.run,
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

/** The moves that time makes, by the names under which INFO (spec §3) tells of them. */
function timedMoves(parts: EngineParts, known: Workers): Record<keyof Numbers["tasks"] | "leases", Tallied> {
  const { clock } = parts;
  const expire = expireLeases(parts);
  const release = releaseVanished(parts, known);
  return {
    Scheduled: tallied(clock, promote(parts, "scheduled")),
    Retries: tallied(clock, promote(parts, "retries")),
    Dead: tallied(clock, purgeDead(parts)),
    leases: tallied(clock, async () => (await expire()) + (await release())),
  };
}

/** Trouble with the storage is the worse of the two, and named. */
function healthOf(health: StoreHealth, room: Room): Health {
  const reason = health.reason ?? room.shortage();
  return { isWritable: health.isWritable, isAlmostFull: room.shortage() !== undefined, ...(reason === undefined ? {} : { reason }) };
}
