import { argsOf, type Journal, type JournalJob, type Moment, pausedQueue, type Settling, theEnd } from "./journal.ts";
import type { Stored, StoredJob } from "./stored.ts";

/** What happened to the server: a cut of the power may undo FETCH and ACK (spec §5), the end of its process undoes nothing answered. */
export type Crash = "power" | "process";

/** What is held against the promises of spec §5: what the clients knew up to a moment. */
export interface Known {
  readonly journal: Journal;
  readonly until: Moment;
  readonly crash: Crash;
}

/** The promises of spec §5 that a storage breaks, a line each; none, unless there is a defect. */
export function brokenPromises({ journal, until, crash }: Known, stored: Stored): string[] {
  const broken = [...stored.faults];
  for (const job of journal.jobs.values()) {
    const reason = whyBroken(job, stored.jobs.get(job.jid), until, crash);
    if (reason !== undefined) broken.push(`${job.jid} ${reason}`);
  }
  if (!mayBePaused(journal, until, stored.paused.includes(pausedQueue)))
    broken.push(`${pausedQueue} has not the pause that was answered last`);
  for (const jid of stored.jobs.keys()) if (!journal.jobs.has(jid)) broken.push(`${jid} was never pushed`);
  return broken;
}

/** Whether a QUEUE PAUSE or RESUME that may have been the last one to last leads there: the last that was answered, or one behind it. */
function mayBePaused({ pauses }: Journal, until: Moment, isPaused: boolean): boolean {
  const sent = pauses.filter((pause) => pause.sent <= until);
  const last = sent.findLastIndex((pause) => (pause.answered ?? theEnd + 1) <= until);
  const before = last < 0 ? [false] : [];
  return [...before, ...sent.slice(Math.max(0, last)).map((pause) => pause.isPaused)].includes(isPaused);
}

function whyBroken(job: JournalJob, found: StoredJob | undefined, until: Moment, crash: Crash): string | undefined {
  const settlings = job.settlings.filter((settling) => settling.sent <= until);
  const answered = settlings.filter((settling) => (settling.answered ?? Infinity) <= until);
  if (found === undefined) {
    const mayBeGone = settlings.some((settling) => endsIt(job, settling));
    return (job.pushAnswered ?? Infinity) <= until && !mayBeGone ? "is lost" : undefined;
  }
  if (job.pushSent > until) return "is there before it was pushed";
  if (!found.payload.includes(`"args":${argsOf(job.jid, job.padding)}`)) return `has other arguments: ${found.payload.slice(0, 200)}`;
  if (job.isScheduled && found.place !== "scheduled") return `is in ${found.place} and should be scheduled`;
  for (const settling of answered) {
    const isUndone = settling.verb === "fail" || crash === "process";
    if (isUndone && endsIt(job, settling)) return `is in ${found.place} after its last ${settling.verb} was answered`;
    if (settling.verb === "fail" && !found.hasFailed) return `is in ${found.place} without the failure that was answered`;
    if (settling.verb === "fail" && job.retry < 0 && found.place !== "dead") return `is in ${found.place} and should be dead`;
  }
  if (crash === "process" && job.isHeld && found.place !== "working") return `is in ${found.place}, but somebody holds it`;
  return undefined;
}

function endsIt(job: JournalJob, { verb }: Settling): boolean {
  return verb === "ack" || job.retry === 0;
}
