import type { Throttle } from "../../src/job/throttle.ts";

/** A job of the model; `entered` orders its queue, and the reservations of a jid. Never changed, only replaced. */
export interface ModelJob {
  readonly no: number;
  readonly jid: string;
  readonly queue: string;
  readonly retry: number;
  readonly leaseMs: number;
  readonly place: "scheduled" | "queued" | "working" | "retries" | "dead";
  /** Microseconds: due, or died. */
  readonly at: number;
  readonly entered: number;
  readonly wid: string;
  readonly leaseEnd: number;
  readonly failures: number;
  /** Of a unique job what makes it the same as another, "" of others; how long its lock lasts, and whether only until it is handed out. */
  readonly lock: string;
  readonly lockMs: number;
  readonly isUntilStart: boolean;
  /** It is tracked and of a batch, whose counts are held against its jobs. */
  readonly isFollowed: boolean;
}

/** What a push says of a job. */
export type PushedJob = Pick<
  ModelJob,
  "no" | "jid" | "queue" | "retry" | "leaseMs" | "at" | "lock" | "lockMs" | "isUntilStart" | "isFollowed"
>;

/** The queue that is throttled. */
export const throttledQueue = "c";

/** How it is, one in each run of the model: slots lapse while a FETCH waits for one, and long before a lease ends. */
export const throttles = {
  concurrency: { kind: "concurrency", most: 2, timeoutMs: 1_900 },
  worker: { kind: "worker", most: 1, timeoutMs: 1_900 },
  rate: { kind: "rate", most: 2, perMs: 1_900 },
} satisfies Record<string, Throttle>;

/** What spec §2 to §4 say of jobs, queues and counts, and §6 of locks and slots, as plainly as can be: one list of jobs, searched from end to end. */
export class Model {
  readonly throttle: Throttle;
  jobs: ModelJob[] = [];
  queues = new Map<string, { isPaused: boolean }>();
  processed = 0;
  failures = 0;
  entered = 0;
  locks = new Map<string, { readonly no: number; readonly end: number }>();
  /** When jobs of the throttled queue were handed out, as far as a rate counts them. */
  handOuts: readonly number[] = [];

  constructor(throttle: Throttle) {
    this.throttle = throttle;
  }

  copy(): Model {
    const { jobs, queues, processed, failures, entered, locks, handOuts } = this;
    return Object.assign(new Model(this.throttle), {
      jobs: [...jobs],
      queues: new Map(queues),
      processed,
      failures,
      entered,
      locks: new Map(locks),
      handOuts,
    });
  }

  /** False where it is not unique. */
  push(job: PushedJob, { time, now }: { time: number; now: number }): boolean {
    if (!this.take(job, time, Math.max(0, job.at - now) / 1_000)) return false;
    const added: ModelJob = { ...job, place: "scheduled", entered: 0, wid: "", leaseEnd: 0, failures: 0 };
    this.jobs.push(added);
    if (job.at <= now) this.put(added, { place: "queued" });
    return true;
  }

  take({ no, queue, lock, lockMs }: PushedJob, time: number, delayMs: number): boolean {
    if (lock === "") return true;
    const isFree = (this.locks.get(queue + lock)?.end ?? 0) <= time;
    if (isFree) this.locks.set(queue + lock, { no, end: time + delayMs + lockMs });
    return isFree;
  }

  release({ no, queue, lock }: ModelJob): void {
    if (this.locks.get(queue + lock)?.no === no) this.locks.delete(queue + lock);
  }

  put(job: ModelJob, change: Partial<ModelJob>): ModelJob {
    const changed = { ...job, ...change, entered: ++this.entered };
    this.jobs[this.jobs.indexOf(job)] = changed;
    if (changed.place === "dead" || (changed.place === "working" && job.isUntilStart)) this.release(job);
    if (changed.place === "queued" && !this.queues.has(job.queue)) this.queues.set(job.queue, { isPaused: false });
    return changed;
  }

  /** The oldest that fits. */
  first(fits: (job: ModelJob) => boolean): ModelJob | undefined {
    return this.jobs.filter(fits).sort((one, other) => one.entered - other.entered)[0];
  }

  fetch(queues: readonly string[], wid: string, time: number): ModelJob | undefined {
    const ready = queues.filter((name) => this.queues.get(name)?.isPaused === false && this.hasSlot(name, wid, time));
    const heads = ready.map((name) => this.first((job) => job.place === "queued" && job.queue === name));
    const job = heads.find((head) => head !== undefined);
    if (job?.queue === throttledQueue && this.throttle.kind === "rate") this.handOuts = [...this.counting(time), time];
    return job && this.put(job, { place: "working", wid, leaseEnd: time + job.leaseMs });
  }

  hasSlot(name: string, wid: string, time: number): boolean {
    const { throttle } = this;
    if (name !== throttledQueue) return true;
    if (throttle.kind === "rate") return this.counting(time).length < throttle.most;
    const out = this.jobs.filter((job) => job.place === "working" && job.queue === name && (throttle.kind !== "worker" || job.wid === wid));
    return out.filter(({ leaseEnd, leaseMs }) => leaseEnd - leaseMs + throttle.timeoutMs > time).length < throttle.most;
  }

  counting(time: number): number[] {
    const { throttle } = this;
    return throttle.kind === "rate" ? this.handOuts.filter((at) => at + throttle.perMs > time) : [];
  }

  held(jid: string, wid: string): ModelJob | undefined {
    const isHeld = (job: ModelJob) => job.place === "working" && job.jid === jid;
    return this.first((job) => isHeld(job) && job.wid === wid) ?? this.first(isHeld);
  }

  ack(jid: string, wid: string): void {
    const held = this.held(jid, wid);
    if (held !== undefined) this.processed += 1;
    this.drop((job) => job === held);
  }

  fail(held: ModelJob, now: number): void {
    this.processed += 1;
    this.failures += 1;
    const due = now + (held.failures ** 4 + 15) * 1_000_000;
    if (held.retry === 0) this.drop((job) => job === held);
    else if (held.failures >= held.retry) this.put(held, { place: "dead", at: now });
    else this.put(held, { place: "retries", at: due, failures: held.failures + 1 });
  }

  promote(place: "scheduled" | "retries", now: number): void {
    const due = this.jobs.filter((job) => job.place === place && job.at <= now);
    for (const job of due.sort((one, other) => one.at - other.at || one.no - other.no)) this.put(job, { place: "queued" });
  }

  expire(time: number, now: number): void {
    for (const job of this.jobs.filter((one) => one.place === "working" && one.leaseEnd <= time)) this.fail(job, now);
  }

  setPaused(name: string, isPaused: boolean): void {
    if (this.queues.has(name)) this.queues.set(name, { isPaused });
  }

  drop(fits: (job: ModelJob) => boolean): void {
    for (const job of this.jobs) if (fits(job)) this.release(job);
    this.jobs = this.jobs.filter((job) => !fits(job));
  }
}
