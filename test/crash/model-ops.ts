import type { Engine } from "../../src/assemble.ts";
import type { Admitted } from "../../src/job/admission.ts";
import type { Mutation } from "../../src/job/mutation.ts";
import { formatTimestamp } from "../../src/job/timestamp.ts";
import { aJob, parsed, type TestSession } from "../support/engine.ts";
import type { Model, ModelJob, PushedJob } from "./model.ts";

const keptMicros = 180 * 86_400_000_000;

/** Where the clocks stand: monotonic milliseconds and wall microseconds. */
export interface Moment {
  readonly time: number;
  readonly now: number;
}

/** A FETCH and what was seen of it so far: it waits, has a job's number, or got nothing. */
export interface Fetch {
  readonly session: TestSession;
  readonly queues: readonly string[];
  readonly deadline: number;
  seen: "waits" | "nothing" | number;
}

/** What a command would do to the model: false where that is not what was seen, or what is left to do, before which others may come. */
export interface Act {
  readonly fetch?: Fetch;
  apply(model: Model, moment: Moment): boolean | Act;
}

/** A command, and what it does to the engine. */
export interface Op extends Act {
  readonly text: string;
  issue(engine: Engine): Promise<void>;
}

const admitted = (job: PushedJob, custom: Readonly<Record<string, unknown>>) =>
  aJob(job.jid, {
    queue: job.queue,
    retry: job.retry,
    reserve_for: job.leaseMs / 1_000,
    args: [job.lock === "" ? job.no : job.lock],
    no: job.no,
    at: formatTimestamp(job.at),
    custom: {
      ...custom,
      ...(job.lock === "" ? {} : { unique_for: job.lockMs / 1_000, unique_until: job.isUntilStart ? "start" : "success" }),
    },
  });

/** PUSH of one job, PUSHB of more. */
export function pushOp(jobs: readonly PushedJob[]): Op {
  let refused = "";
  return {
    text: `push ${jobs.map((job) => `${job.no}:${job.jid}${job.lock === "" ? "" : `:${job.lock}`}`).join(" ")}`,
    issue: async (engine) => {
      const [first, ...rest] = jobs.map((job) => admitted(job, followed(engine, job)));
      if (first !== undefined) refused = await (rest.length === 0 ? pushOne(engine, first) : pushMany(engine, [first, ...rest]));
    },
    apply: (model, moment) => jidsOf(jobs.filter((job) => !model.push(job, moment))) === refused,
  };
}

/** The batch of each engine's followed jobs. It is never committed, so it lapses, and FLUSH takes it; `runFeatures` makes another. */
const bids = new WeakMap<Engine, string>();

async function keepBatch(engine: Engine): Promise<void> {
  if ((await engine.batch.status(bids.get(engine) ?? "")).ok) return;
  const created = await engine.batch.create({ callbacks: new Map([["success", Buffer.from('{"jobtype":"Done"}')]]) });
  if (created.ok) bids.set(engine, created.value);
}

function followed(engine: Engine, { isFollowed }: PushedJob): Readonly<Record<string, unknown>> {
  const bid = bids.get(engine);
  return { ...(isFollowed ? { track: 1 } : {}), ...(isFollowed && bid !== undefined ? { bid } : {}) };
}

async function pushOne(engine: Engine, job: Admitted): Promise<string> {
  const pushed = await engine.push(job);
  return pushed.ok ? "" : job.facts.jid;
}

async function pushMany(engine: Engine, jobs: readonly Admitted[]): Promise<string> {
  const pushed = await engine.pushMany(jobs);
  return pushed.ok ? jidsOf(pushed.value) : pushed.message;
}

const jidsOf = (jobs: readonly { readonly jid: string }[]): string => jobs.map(({ jid }) => jid).join(" ");

/** FETCH; `awaited` are the queues on which others wait, which it leaves to them. */
export function fetchOp(fetch: Fetch, awaited: ReadonlySet<string>): Op {
  const free = fetch.queues.filter((queue) => !awaited.has(queue));
  return {
    text: `fetch ${fetch.session.wid} ${fetch.queues.join(" ")}`,
    fetch,
    issue: async (engine) => {
      // A command hands each name on once.
      const payload = await engine.fetch([...new Set(fetch.queues)], fetch.session);
      fetch.seen = payload === undefined ? "nothing" : Number(parsed(payload)["no"]);
    },
    apply: (model, { time }) => {
      const job = model.fetch(free, fetch.session.wid, time);
      return job === undefined || job.no === fetch.seen;
    },
  };
}

/** ACK. */
export function ackOp(jid: string, wid: string): Op {
  return {
    text: `ack ${jid} by ${wid}`,
    issue: (engine) => engine.ack(jid, wid),
    apply: (model) => {
      model.ack(jid, wid);
      return true;
    },
  };
}

/** FAIL. */
export function failOp(jid: string, wid: string): Op {
  let wasHeld = false;
  return {
    text: `fail ${jid} by ${wid}`,
    issue: async (engine) => {
      wasHeld = (await engine.fail(jid, wid, { message: "no" })).ok;
    },
    apply: (model, { now }) => {
      const held = model.held(jid, wid);
      if (held !== undefined) model.fail(held, now);
      return wasHeld === (held !== undefined);
    },
  };
}

/** QUEUE PAUSE, RESUME, REMOVE. */
export function queueOp(verb: "pause" | "resume" | "remove", names: readonly string[]): Op {
  return {
    text: `${verb} ${names.join(" ")}`,
    issue: (engine) => engine.queues[verb](names),
    apply: (model) => {
      for (const name of names.includes("*") ? [...model.queues.keys()] : names) {
        if (verb !== "remove") model.setPaused(name, verb === "pause");
        else if (model.queues.delete(name)) model.drop((job) => job.place === "queued" && job.queue === name);
      }
      return true;
    },
  };
}

/** MUTATE: `fits` is what its filter says. */
export function mutateOp(mutation: Mutation, fits: (job: ModelJob) => boolean): Op {
  const { cmd, target } = mutation;
  const isIn = ({ place, queue }: ModelJob) => place === target || (place === "queued" && `queue:${queue}` === target);
  const mutateJob = (model: Model, job: ModelJob, { time, now }: Moment) => {
    if (cmd === "requeue") {
      model.put(job, { place: "queued" });
      if (job.place === "dead") model.take(job, time, 0);
    } else if (cmd !== "kill") model.drop((other) => other === job);
    else if (job.place !== "dead") model.put(job, { place: "dead", at: now });
  };
  return {
    text: `mutate ${JSON.stringify(mutation)}`,
    issue: (engine) => engine.mutate(mutation),
    apply: (model, moment) => {
      const found = model.jobs.filter((job) => isIn(job) && fits(job));
      const byEntry = () => found.sort((one, other) => one.entered - other.entered);
      if (target.startsWith("queue:")) return jobByJob(byEntry(), mutateJob).apply(model, moment);
      for (const job of found.sort((one, other) => one.at - other.at || one.no - other.no)) mutateJob(model, job, moment);
      return true;
    },
  };
}

/**
 * What a MUTATE does to a queue: its jobs are fixed when it begins, and then each of them moves on its own, as a long MUTATE goes in
 * slices. A FETCH between two of those moves gets the job that is the first by then, which the MUTATE no longer finds in the queue.
 */
function jobByJob([job, ...rest]: readonly ModelJob[], mutateJob: (model: Model, job: ModelJob, moment: Moment) => void): Act {
  return {
    apply: (model, moment) => {
      if (job !== undefined && model.jobs.includes(job)) mutateJob(model, job, moment);
      return rest.length === 0 || jobByJob(rest, mutateJob);
    },
  };
}

/** FLUSH. */
export function flushOp(): Op {
  return {
    text: "flush",
    issue: (engine) => {
      bids.delete(engine);
      return engine.flush();
    },
    apply: (model) => {
      model.drop(() => true);
      model.handOuts = [];
      model.queues = new Map();
      model.processed = 0;
      model.failures = 0;
      return true;
    },
  };
}

/** The timed tasks, in the order in which a run of the model does them: the slots that time made free are given away before all else is done. */
export const timedOps: readonly Op[] = [
  {
    text: "runFeatures",
    issue: async (engine) => {
      await engine.timed.runFeatures();
      await keepBatch(engine);
    },
    apply: () => true,
  },
  timedOp("promoteScheduled", (model, { now }) => model.promote("scheduled", now)),
  timedOp("promoteRetries", (model, { now }) => model.promote("retries", now)),
  timedOp("expireLeases", (model, { time, now }) => model.expire(time, now)),
  timedOp("purgeDead", (model, { now }) => model.drop((job) => job.place === "dead" && job.at <= now - keptMicros)),
  timedOp("sweep", () => {}),
];

function timedOp(task: keyof Engine["timed"], act: (model: Model, moment: Moment) => void): Op {
  return {
    text: task,
    issue: async (engine) => {
      await engine.timed[task]();
    },
    apply: (model, moment) => {
      act(model, moment);
      return true;
    },
  };
}
