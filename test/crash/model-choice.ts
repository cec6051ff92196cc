import type { Random } from "../../src/random.ts";
import type { TestSession } from "../support/engine.ts";
import { ackOp, failOp, type Fetch, fetchOp, flushOp, type Moment, mutateOp, type Op, pushOp, queueOp } from "./model-ops.ts";
import type { MutationCmd, MutationFilter } from "../../src/job/mutation.ts";
import { type Model, type ModelJob, throttledQueue } from "./model.ts";

/** The connections: two of one worker, two more workers, two without a wid. */
export const wids: readonly string[] = ["w0", "w0", "w1", "w2", "", ""];

const queues = ["a", "b", "c"] as const;
const retries = [-1, 0, 1, 2, 25];
const leases = [60_000, 120_000, 600_000];
const locks = ["one", "other"];
const lockTimes = [500, 20_000, 500_000, 3_600_000];
const jobsMany = 30;
let pushed = 0;

interface Situation {
  readonly random: Random;
  readonly model: Model;
  readonly free: readonly TestSession[];
  readonly waiting: readonly Fetch[];
  readonly moment: Moment;
  /** Other commands may come between the jobs of a PUSHB that features look at. */
  readonly isInterleaved: boolean;
}

/**
 * Commands to issue at once. Jobs for one queue come from one of them, since the order of two pushes would show only later; and what takes
 * readiness away comes alone while FETCHes wait, since it may fall before or behind their next try.
 */
export function chooseOps(situation: Situation): Op[] {
  const { random, waiting, model } = situation;
  if (random.below(15) === 0) return [mutation(random, model)];
  const administers = random.below(8) === 0;
  if (administers && waiting.length > 0) return [administration(random, [pick(random, queues), pick(random, [...queues, "*"])])];
  const ops: Op[] = [];
  const queuesLeft = new Set<string>(queues);
  const free = [...situation.free];
  const count = 1 + random.below(4);
  for (let index = 0; index < count; index += 1) ops.push(jobOp({ ...situation, administers }, queuesLeft, free));
  if (administers) {
    const isMutation = random.below(3) === 0;
    ops[random.below(ops.length)] = isMutation ? mutation(random, model, drops) : administration(random, [pick(random, queues)]);
  }
  return ops;
}

function jobOp(
  { random, model, waiting, moment, administers, isInterleaved }: Situation & { administers: boolean },
  queuesLeft: Set<string>,
  free: TestSession[],
): Op {
  const dice = random.below(100);
  const queue = pick(random, queues);
  if (dice < (model.jobs.length > jobsMany ? 5 : 30) && queuesLeft.delete(queue)) {
    const jobs = someJobs(random, { queue, count: administers ? 1 : jobsOf(random), now: moment.now, administers });
    // the model pushes them as one
    const mustSplit = isInterleaved && jobs.some(({ lock, isFollowed }) => lock !== "" || isFollowed);
    return pushOp(mustSplit ? jobs.slice(0, 1) : jobs);
  }
  const session = free.splice(random.below(free.length), 1)[0];
  if (dice < 65 && session !== undefined) {
    const awaited = new Set(waiting.flatMap((fetch) => fetch.queues));
    // those that wait for a slot of their worker keep none from another's
    if (model.throttle.kind === "worker") awaited.delete(throttledQueue);
    const named = Array.from({ length: 1 + random.below(3) }, () => pick(random, queues));
    return fetchOp({ session, queues: named, deadline: moment.time + 2_000, seen: "waits" }, awaited);
  }
  const held = model.jobs.filter((job) => job.place === "working");
  const known = held.length > 0 && random.below(10) > 0 ? held : model.jobs;
  const { jid, wid } = known[random.below(known.length)] ?? { jid: "nosuchjob", wid: "" };
  const asker = random.below(2) === 0 ? wid : pick(random, wids);
  return dice < 85 ? ackOp(jid, asker) : failOp(jid, asker);
}

/** A PUSHB is not atomic: beside a REMOVE it could lose some of its jobs, which no order of whole commands explains. */
const jobsOf = (random: Random) => (random.below(3) === 0 ? 2 + random.below(3) : 1);

function someJobs(random: Random, { queue, count, now, administers }: { queue: string; count: number; now: number; administers: boolean }) {
  return Array.from({ length: count }, (_, index) => ({
    no: ++pushed,
    // Few, so that a jid is often pushed while it is still there; always the same queue, so that its copies have an order.
    jid: `job-${queue}-000${random.below(8)}`,
    queue,
    retry: pick(random, retries),
    leaseMs: pick(random, leases),
    at: random.below(5) === 0 ? now + 1_000_000 * (1 + random.below(30)) : now,
    // Only one of a PUSHB, which is not atomic: a lock may come free between two of its jobs.
    lock: index === 0 && random.below(3) === 0 ? pick(random, locks) : "",
    lockMs: pick(random, lockTimes),
    isUntilStart: random.below(3) === 0,
    // Beside a FLUSH it could come when its batch is gone.
    isFollowed: !administers && random.below(2) === 0,
  }));
}

/** Beside other commands it names one queue only: a FETCH of several could see one of them resumed and another not yet. */
function administration(random: Random, names: readonly string[]): Op {
  const dice = random.below(20);
  if (dice === 0) return flushOp();
  return queueOp(dice < 8 ? "resume" : dice < 14 ? "pause" : "remove", names);
}

const sets = ["scheduled", "retries", "dead"] as const;
/** Those that bring no job into a queue: two that do could not be told apart by their order. */
const drops = ["kill", "discard", "clear"] as const;

function mutation(random: Random, model: Model, cmds: readonly MutationCmd[] = ["requeue", "requeue", ...drops]): Op {
  const cmd = pick(random, cmds);
  const { jid, no, queue } = model.jobs[random.below(model.jobs.length)] ?? { jid: "nosuchjob", no: 0, queue: "a" };
  const target = cmd !== "requeue" && cmd !== "clear" && random.below(4) === 0 ? (`queue:${queue}` as const) : pick(random, sets);
  const [filter, fits] = pick<[MutationFilter, (job: ModelJob) => boolean]>(random, [
    [{}, () => true],
    [{ jobtype: "Test" }, () => true],
    [{ jobtype: "Other" }, () => false],
    [{ jids: [jid, "nosuchjob"] }, (job) => job.jid === jid],
    [{ jobtype: "Test", regexp: `*"queue":"${queue}"*` }, (job) => job.queue === queue],
    [{ regexp: `*"no":${no},*` }, (job) => job.no === no],
  ]);
  return cmd === "clear" ? mutateOp({ cmd, target, filter: {} }, () => true) : mutateOp({ cmd, target, filter }, fits);
}

function pick<T>(random: Random, choices: readonly T[]): T {
  const choice = choices[random.below(choices.length)];
  if (choice === undefined) throw new Error("nothing to pick from");
  return choice;
}
