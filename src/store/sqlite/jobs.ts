import type { JobsPort, HeldJob, JobId, Landing, Lease, NewJob, ReservedJob, StoredJob } from "../ports/jobs.ts";
import { failureJson, type Failure } from "../../job/failure.ts";
import type { SetName } from "../../job/lifecycle.ts";
import { limits } from "../../limits.ts";
import { assert } from "../../result.ts";
import { forgetFailures, keepAttempt } from "./attempts.ts";
import { takeHead } from "./head.ts";
import type { Held } from "./held-jobs.ts";
import type { Parts } from "./memory.ts";
import type { QueueEntry } from "./queue-index.ts";
import { checksum } from "./stored-job.ts";
import { clearJobs, sweepJobs } from "./sweep.ts";
import type { WindowJob } from "./window.ts";

/** The jobs port on SQLite. A push is two inserts, a FETCH a delete and an insert, an ACK two deletes. */
export function sqliteJobs(parts: Parts): JobsPort {
  return {
    nextId: async () => parts.memory.ids.take(),
    add: async (job) => add(parts, job),
    reserve: async (queue, lease) => reserve(parts, queue, lease),
    held: async (jid, wid) => parts.memory.held.find(jid, wid),
    move: async (job, to) => {
      const left = leave(parts, job);
      if (left) arrive(parts, job, to);
      return left;
    },
    due: async (place, until, limit) => {
      const rows = parts.statements.sets[place].due({ until, floor: parts.memory.floor, limit });
      return rows.map((row): StoredJob => ({ place, ...row }));
    },
    lapsed: async (limit): Promise<HeldJob[]> => parts.memory.held.lapsed(parts.clock.monotonic(), limit),
    clear: async () => clearJobs(parts),
    sweep: async (limit) => sweepJobs(parts, limit),
  };
}

function add(parts: Parts, job: NewJob): JobId {
  const { memory, statements } = parts;
  const { facts, payload } = job;
  const id = job.id ?? memory.ids.take();
  assert(id > memory.floor, "FLUSH came between an id and its job: their work has to run again");
  const { jid, jobtype, traits } = facts;
  statements.insertJob({ id, jid, jobtype, queue: facts.queue, traits, payload, sum: checksum(payload) });
  if (job.scheduledAt === undefined) {
    const queue = queueCalled(parts, facts.queue);
    const [seq, since] = enqueue(parts, queue, id);
    memory.queues.append(queue, { seq, id, since, facts, payload, isCorrupt: false });
  } else {
    enterSet(parts, "scheduled", { id, place: "scheduled", at: job.scheduledAt, jid, jobtype, queue: facts.queue, traits });
  }
  return id;
}

/** The queue of that name, made where there is none: it exists from the first job that enters it. */
export function queueCalled(parts: Parts, name: string): QueueEntry {
  const { queues } = parts.memory;
  const known = queues.find(name);
  if (known !== undefined) return known;
  const first = 1;
  const no = parts.memory.queueNos.take();
  parts.statements.insertQueue({ no, name, next: first + limits.numberBlock });
  return queues.create(no, name, first, first + limits.numberBlock);
}

/** Puts a job at the tail of a queue, now: its seq and the moment. */
function enqueue(parts: Parts, queue: QueueEntry, id: JobId): [seq: number, since: number] {
  const { queues } = parts.memory;
  queues.touch(queue);
  if (queue.next === queue.blockEnd) {
    parts.statements.setQueueNext({ no: queue.no, next: queue.blockEnd + limits.numberBlock });
    queue.blockEnd += limits.numberBlock;
  }
  const seq = queue.next++;
  const since = parts.turn.now;
  parts.statements.insertQueued({ queue: queue.no, seq, id, since });
  queues.grow(queue, 1);
  return [seq, since];
}

function reserve(parts: Parts, name: string, lease: Lease): ReservedJob | undefined {
  const { memory, statements, clock, turn } = parts;
  const queue = memory.queues.find(name);
  if (queue === undefined || queue.isPaused || queue.size === 0) return undefined;
  memory.queues.touch(queue);
  const head = takeHead(parts, queue);
  assert(head !== undefined, `queue ${name} counts ${queue.size} jobs and has none`);
  const seconds = lease.secondsFor(head.facts.reserveFor);
  statements.deleteQueued({ queue: queue.no, seq: head.seq });
  statements.insertWorking({ id: head.id, wid: lease.wid, since: turn.now, until: turn.now + seconds * 1_000_000 });
  memory.queues.grow(queue, -1);
  const deadline = clock.monotonic() + seconds * 1000;
  const held = memory.held.add(heldOf(head, { queue: name, wid: lease.wid, at: turn.now, reservedAt: turn.steady, deadline }));
  return { ...held, payload: head.payload, enqueuedAt: head.since, isCorrupt: head.isCorrupt };
}

type NewHeld = Omit<Held, "order">;

function heldOf(
  head: WindowJob,
  { queue, wid, at, reservedAt, deadline }: Pick<Held, "queue" | "wid" | "at" | "reservedAt" | "deadline">,
): NewHeld {
  const { jid, jobtype, retry, traits, pushedFailure } = head.facts;
  const held: { -readonly [Key in keyof NewHeld]: NewHeld[Key] } = {
    id: head.id,
    place: "working",
    at,
    jid,
    jobtype,
    queue,
    wid,
    retry,
    enqueuedAt: head.since,
    traits,
    deadline,
    reservedAt,
  };
  if (head.failure !== undefined) held.failure = head.failure;
  if (pushedFailure !== undefined) held.pushedFailure = pushedFailure;
  return held;
}

/** Takes a job out of its place; false where it is not there any more. */
function leave(parts: Parts, job: StoredJob): boolean {
  const { memory, statements } = parts;
  if (job.place === "working") {
    const held = memory.held.findById(job.jid, job.id);
    if (held === undefined) return false;
    statements.deleteWorking({ id: job.id });
    memory.held.remove(held);
    if (memory.slots.find(job.queue) !== undefined) wake(parts, job.queue);
    return true;
  }
  if (job.place === "queued") return leaveQueue(parts, job);
  if (job.id <= memory.floor) return false;
  if (!statements.sets[job.place].take({ at: job.at, id: job.id })) return false;
  memory.counts.sizes[job.place] -= 1;
  return true;
}

/** A slot of a throttled queue came free (spec §6): who waits for it is told after the commit. */
function wake({ memory }: Parts, name: string): void {
  const queue = memory.queues.find(name);
  if (queue !== undefined) memory.queues.touch(queue);
}

function leaveQueue(parts: Parts, job: StoredJob): boolean {
  const { memory, statements } = parts;
  assert("seq" in job && typeof job.seq === "number" && "no" in job && typeof job.no === "number", "a queued job came without its place");
  const queue = memory.queues.find(job.queue);
  if (queue?.no !== job.no) return false;
  memory.queues.touch(queue);
  if (!statements.takeQueued({ queue: job.no, seq: job.seq })) return false;
  memory.queues.grow(queue, -1);
  memory.queues.resetWindow(queue);
  return true;
}

function arrive(parts: Parts, job: StoredJob, to: Landing): void {
  const { statements } = parts;
  if (to.place === "gone") {
    statements.deleteJob({ id: job.id });
    if (mayHaveFailed(job)) forgetFailures(parts, job.id);
  } else if (to.place === "queued") {
    const queue = queueCalled(parts, job.queue);
    enqueue(parts, queue, job.id);
    // its bytes are on the disk: the window ends before it and is filled again once it has run out
    queue.window.isWhole = false;
  } else {
    if (to.failure !== undefined) putFailure(parts, job.id, to.failure);
    if (to.attempt !== undefined) keepAttempt(parts, job.id, to.attempt);
    enterSet(parts, to.place, { ...job, at: to.at });
  }
}

function enterSet(parts: Parts, place: SetName, job: StoredJob): void {
  const { memory, statements } = parts;
  const { id, at, jid, jobtype, queue, traits } = job;
  statements.sets[place].insert({ at, id, jid, jobtype, queue, entered: memory.entered.take(), traits });
  memory.counts.sizes[place] += 1;
}

function putFailure(parts: Parts, id: JobId, failure: Failure): void {
  parts.statements.putFailure({ id, failure: failureJson(failure) });
}

/** Whether a job can have a row in `failures`: of a reserved one it is known, a scheduled one never failed. */
function mayHaveFailed(job: StoredJob): boolean {
  if (job.place === "working") return "failure" in job && job.failure !== undefined;
  return job.place !== "scheduled";
}
