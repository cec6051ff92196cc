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
}

/** What spec §2 to §4 say of jobs, queues and counts, as plainly as can be: one list of jobs, searched from end to end. */
export class Model {
  jobs: ModelJob[] = [];
  queues = new Map<string, { isPaused: boolean }>();
  processed = 0;
  failures = 0;
  entered = 0;

  copy(): Model {
    const { jobs, queues, processed, failures, entered } = this;
    return Object.assign(new Model(), { jobs: [...jobs], queues: new Map(queues), processed, failures, entered });
  }

  push(job: Pick<ModelJob, "no" | "jid" | "queue" | "retry" | "leaseMs">, at: number, now: number): void {
    const added: ModelJob = { ...job, place: "scheduled", at, entered: 0, wid: "", leaseEnd: 0, failures: 0 };
    this.jobs.push(added);
    if (at <= now) this.put(added, { place: "queued" });
  }

  put(job: ModelJob, change: Partial<ModelJob>): ModelJob {
    const changed = { ...job, ...change, entered: ++this.entered };
    this.jobs[this.jobs.indexOf(job)] = changed;
    if (changed.place === "queued" && !this.queues.has(job.queue)) this.queues.set(job.queue, { isPaused: false });
    return changed;
  }

  /** The oldest that fits. */
  first(fits: (job: ModelJob) => boolean): ModelJob | undefined {
    return this.jobs.filter(fits).sort((one, other) => one.entered - other.entered)[0];
  }

  fetch(queues: readonly string[], wid: string, time: number): ModelJob | undefined {
    const ready = queues.filter((name) => this.queues.get(name)?.isPaused === false);
    const heads = ready.map((name) => this.first((job) => job.place === "queued" && job.queue === name));
    const job = heads.find((head) => head !== undefined);
    return job && this.put(job, { place: "working", wid, leaseEnd: time + job.leaseMs });
  }

  held(jid: string, wid: string): ModelJob | undefined {
    const isHeld = (job: ModelJob) => job.place === "working" && job.jid === jid;
    return this.first((job) => isHeld(job) && job.wid === wid) ?? this.first(isHeld);
  }

  ack(jid: string, wid: string): void {
    const held = this.held(jid, wid);
    if (held !== undefined) this.processed += 1;
    this.jobs = this.jobs.filter((job) => job !== held);
  }

  fail(held: ModelJob, now: number): void {
    this.processed += 1;
    this.failures += 1;
    const due = now + (held.failures ** 4 + 15) * 1_000_000;
    if (held.retry === 0) this.jobs = this.jobs.filter((job) => job !== held);
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
    this.jobs = this.jobs.filter((job) => !fits(job));
  }
}
