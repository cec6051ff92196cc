import { type Act, type Losses, fateOf, lossesBy, type Moment } from "./acts.ts";
import { type Batch, type BatchMove, batchNamed, moveTo } from "./batches.ts";
import { type FollowedBatch, type FollowedCallback, followedKinds, whyTooEarly } from "./followed.ts";

/** A job as its clients know it: what was asked for, and what was answered. */
export interface JournalJob {
  readonly jid: string;
  readonly queue: string;
  readonly retry: number;
  /** It is not due before the end. */
  readonly isScheduled: boolean;
  /** Length of the padding in its arguments, see `argsOf`. */
  readonly padding: number;
  readonly pushSent: Moment;
  pushAnswered?: Moment;
  /** A FETCH was answered with it, and nothing that settles it was sent since. */
  isHeld: boolean;
  /** Its lease was made to run out: it must not stay in working. */
  hasLapsed: boolean;
  readonly settlings: Settling[];
}

/** An ACK or a FAIL of one job. */
export interface Settling {
  readonly verb: "ack" | "fail";
  readonly sent: Moment;
  answered?: Moment;
}

/** The queue that is paused and resumed; nobody fetches from it. */
export const pausedQueue = "crash-paused";

/** The queue that is removed again and again; nobody fetches from it. */
export const removedQueue = "crash-removed";

/** A QUEUE PAUSE or QUEUE RESUME of the one queue that is paused, in the order in which they were sent; a FLUSH takes a pause away too. */
export interface Pause extends Act {
  readonly isPaused: boolean;
}

/** A MUTATE over jobs that workers have failed. */
export interface Churn extends Act {
  readonly cmd: string;
  readonly target: string;
}

/** The arguments of a job, as JSON text: a function of its jid, so that bytes that changed are found without keeping them. */
export function argsOf(jid: string, padding: number): string {
  return `["${jid}", 1.0, "${jid.repeat(Math.ceil(padding / jid.length)).slice(0, padding)}"]`;
}

/** All that the clients of a storage know, over all runs of its server. */
export class Journal {
  readonly jobs = new Map<string, JournalJob>();
  readonly batches = new Map<string, Batch>();
  /** The batches whose callbacks come, by bid; and the callbacks, by jid. */
  readonly followed = new Map<string, FollowedBatch>();
  readonly callbacks = new Map<string, FollowedCallback>();
  readonly pauses: Pause[] = [];
  readonly flushes: Act[] = [];
  /** Of `removedQueue`. */
  readonly removals: Act[] = [];
  readonly churns: Churn[] = [];
  /** Promises that were seen to be broken while the server ran. */
  readonly broken: string[] = [];
  #moment: Moment = 0;

  /** A moment behind all that were given before: of a journal that is written while the server runs. */
  tick(): Moment {
    return (this.#moment += 1);
  }

  pushed(job: Pick<JournalJob, "jid" | "queue" | "retry" | "isScheduled" | "padding">, at = this.tick()): JournalJob {
    const entry: JournalJob = { ...job, pushSent: at, isHeld: false, hasLapsed: false, settlings: [] };
    this.jobs.set(job.jid, entry);
    batchNamed(this.batches, job.jid)?.jobs.push(entry);
    return entry;
  }

  /** A FETCH that was sent then was answered with a payload; the job, unless it must not have been handed out. */
  fetched(payload: string, sent: Moment): JournalJob | undefined {
    const jid = /"jid":"([^"]*)"/.exec(payload)?.[1] ?? "";
    const job = this.jobs.get(jid);
    const reason = job === undefined ? "was never pushed" : this.#whyNotHandedOut(job, payload, sent);
    if (reason === undefined && job !== undefined) {
      job.isHeld = true;
      // also where nobody was answered
      job.pushAnswered ??= this.tick();
      return job;
    }
    this.broken.push(`${jid} was handed out, but ${reason}`);
    return undefined;
  }

  /** A BATCH NEW was answered. */
  batchMade(made: Pick<FollowedBatch, "bid" | "name" | "madeAtMs" | "pushSent" | "callbacks">): FollowedBatch {
    const batch: FollowedBatch = { ...made, pushAnswered: this.tick(), jobs: [], turns: [], early: new Set() };
    this.followed.set(batch.bid, batch);
    for (const kind of followedKinds) {
      const job = batch.callbacks[kind];
      if (job !== undefined) this.callbacks.set(job.jid, { batch, kind, job });
    }
    return batch;
  }

  /** Those made earlier are not looked at any more. */
  forgetBatches(beforeMs: number): void {
    for (const { bid, madeAtMs } of this.followed.values()) if (madeAtMs < beforeMs) this.followed.delete(bid);
  }

  settled(job: JournalJob, verb: Settling["verb"], at = this.tick()): Settling {
    const settling: Settling = { verb, sent: at };
    job.isHeld = false;
    job.settlings.push(settling);
    return settling;
  }

  paused(isPaused: boolean, at = this.tick()): Pause {
    return added(this.pauses, { isPaused, sent: at });
  }

  flushed(at = this.tick()): Act {
    return added(this.flushes, { sent: at });
  }

  removed(at = this.tick()): Act {
    return added(this.removals, { sent: at });
  }

  /** A MUTATE of a batch, or of what workers have failed. */
  mutated(json: string, at = this.tick()): Churn | BatchMove {
    const { cmd, target } = JSON.parse(json) as { cmd: string; target: string };
    const batch = batchNamed(this.batches, json);
    if (batch === undefined) return added(this.churns, { cmd, target, sent: at });
    return added(batch.moves, { to: moveTo(cmd), sent: at });
  }

  /** The server has ended: what it did not answer it has done by now, or it never will; but a MUTATE that it had begun it finishes. */
  serverEnded(at = this.tick()): void {
    const acts = [this.pauses, this.flushes, this.removals, this.churns, ...[...this.batches.values()].map(({ moves }) => moves)].flat();
    for (const act of acts) if (act.answered === undefined) act.ended ??= at;
  }

  /** A FLUSH may have taken it. */
  mayBeFlushed(job: JournalJob): boolean {
    return fateOf(job, lossesBy(this.flushes)) !== "kept";
  }

  /** The jobs that were handed out to somebody who did not settle them yet, and are his still. */
  held(): JournalJob[] {
    const losses = lossesBy(this.flushes);
    return [...this.jobs.values()].filter((job) => job.isHeld && fateOf(job, losses) === "kept");
  }

  #whyNotHandedOut(job: JournalJob, payload: string, sent: Moment): string | undefined {
    const losses: Losses = lossesBy(this.flushes, sent);
    if (fateOf(job, losses) === "gone") return "a FLUSH was answered";
    const [answered] = job.settlings.filter((settling) => settling.answered !== undefined);
    if (job.isHeld && fateOf(job, losses) === "kept") return "somebody holds it";
    if (job.settlings.some((settling) => settling.verb === "ack" && settling.answered !== undefined)) return "its ACK was answered";
    if (job.retry === 0 && answered !== undefined) return "its last FAIL was answered";
    if (job.retry < 0 && answered !== undefined && answered.sent >= movedBefore(this.churns, isRevival)) return "it died";
    const callback = this.callbacks.get(job.jid);
    const early = callback && whyTooEarly(callback, removedQueue);
    if (early !== undefined) return early;
    return payload.includes(`"args":${argsOf(job.jid, job.padding)}`) ? undefined : `its arguments changed: ${payload.slice(0, 200)}`;
  }
}

/** Whether it brings what died back into its queue. */
export function isRevival({ cmd, target }: Churn): boolean {
  return cmd === "requeue" && target === "dead";
}

/** Whether it drops what has failed. */
export function isDrop({ cmd }: Churn): boolean {
  return cmd === "discard" || cmd === "clear";
}

/** A job that failed before this moment may have been found by a MUTATE of that kind, sent until then. */
export function movedBefore(churns: readonly Churn[], isMeant: (churn: Churn) => boolean, until?: Moment): Moment {
  return lossesBy(churns.filter(isMeant), until).maybeBefore;
}

function added<T extends Act>(acts: Act[], act: T): T {
  acts.push(act);
  return act;
}
