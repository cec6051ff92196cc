/** A moment: of a recording the number of an event, else always 0. */
export type Moment = number;

/** Behind every moment. */
export const theEnd: Moment = Number.MAX_SAFE_INTEGER;

/** A job as its clients know it: what was asked for, and what was answered. */
export interface JournalJob {
  readonly jid: string;
  readonly retry: number;
  readonly isScheduled: boolean;
  /** Length of the padding in its arguments, see `argsOf`. */
  readonly padding: number;
  readonly pushSent: Moment;
  pushAnswered?: Moment;
  /** A FETCH was answered with it, and nothing that settles it was sent since. */
  isHeld: boolean;
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

/** A QUEUE PAUSE or QUEUE RESUME of the one queue that is paused, in the order in which they were sent. */
export interface Pause {
  readonly isPaused: boolean;
  readonly sent: Moment;
  answered?: Moment;
}

/** The arguments of a job, as JSON text: a function of its jid, so that bytes that changed are found without keeping them. */
export function argsOf(jid: string, padding: number): string {
  return `["${jid}", 1.0, "${jid.repeat(Math.ceil(padding / jid.length)).slice(0, padding)}"]`;
}

/** All that the clients of a storage know, over all runs of its server. */
export class Journal {
  readonly jobs = new Map<string, JournalJob>();
  readonly pauses: Pause[] = [];
  /** Promises that were seen to be broken while the server ran. */
  readonly broken: string[] = [];

  pushed(job: Pick<JournalJob, "jid" | "retry" | "isScheduled" | "padding">, at: Moment = 0): JournalJob {
    const entry: JournalJob = { ...job, pushSent: at, isHeld: false, settlings: [] };
    this.jobs.set(job.jid, entry);
    return entry;
  }

  /** A FETCH was answered with a payload; the job, unless it must not have been handed out. */
  fetched(payload: string): JournalJob | undefined {
    const jid = /"jid":"([^"]*)"/.exec(payload)?.[1] ?? "";
    const job = this.jobs.get(jid);
    const reason = job === undefined ? "was never pushed" : whyNotHandedOut(job, payload);
    if (reason === undefined && job !== undefined) {
      job.isHeld = true;
      return job;
    }
    this.broken.push(`${jid} was handed out, but ${reason}`);
    return undefined;
  }

  paused(isPaused: boolean, at: Moment = 0): Pause {
    const pause: Pause = { isPaused, sent: at };
    this.pauses.push(pause);
    return pause;
  }

  settled(job: JournalJob, verb: Settling["verb"], at: Moment = 0): Settling {
    const settling: Settling = { verb, sent: at };
    job.isHeld = false;
    job.settlings.push(settling);
    return settling;
  }

  /** The jobs that were handed out to somebody who did not settle them yet. */
  held(): JournalJob[] {
    return [...this.jobs.values()].filter((job) => job.isHeld);
  }
}

function whyNotHandedOut(job: JournalJob, payload: string): string | undefined {
  if (job.isHeld) return "somebody holds it";
  if (job.settlings.some((settling) => settling.verb === "ack" && settling.answered !== undefined)) return "its ACK was answered";
  if (job.retry <= 0 && job.settlings.some((settling) => settling.answered !== undefined)) return "its last FAIL was answered";
  return payload.includes(`"args":${argsOf(job.jid, job.padding)}`) ? undefined : `its arguments changed: ${payload.slice(0, 200)}`;
}
