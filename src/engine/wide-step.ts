import { handOut } from "../job/handout.ts";
import { isLegal } from "../job/lifecycle.ts";
import type { MutationCmd } from "../job/mutation.ts";
import type { WideMatcher } from "../job/wide-filter.ts";
import type { Landing, StoredJob } from "../store/ports/jobs.ts";
import type { ListedJob, ListName, Scan } from "../store/ports/lists.ts";
import type { Tx } from "../store/store.ts";
import type { Mover } from "./move.ts";
import type { IsOver } from "./within.ts";

/** What a wide action does with the jobs of a list (spec §3 MUTATE). */
export interface Step {
  readonly cmd: MutationCmd;
  readonly target: ListName;
  readonly matcher: WideMatcher;
  readonly isOver: IsOver;
  readonly move: Mover;
}

/** How far a step got; without `next` it is at the end of the list. */
export interface StepEnd {
  readonly done: number;
  readonly looked: number;
  readonly next?: string | undefined;
}

/** Ends with its page, or where its time is over: a job may be 64 MiB long, which takes a tenth of a second to read or to delete. */
export async function runStep(tx: Tx, { cmd, target, matcher: asked, isOver, move }: Step, scan: Scan): Promise<StepEnd> {
  const needsBytes = asked.matchesBytes !== undefined || asked.matchesPayload !== undefined;
  const page = await tx.lists.scan(target, needsBytes ? { ...scan, withBytes: true } : scan);
  const last = page.jobs.at(-1);
  let done = 0;
  let looked = 0;
  for (const job of page.jobs) {
    looked += 1;
    if (asked.mayMatch(job) && (!needsBytes || (await matchesBytes(tx, job, asked))) && (await apply(tx, move, cmd, job))) done += 1;
    if (isOver() && job !== last) return { done, looked, next: page.behind(job) };
  }
  return { done, looked, next: page.next };
}

/** A glob sees a job as FETCH would hand it out (spec §3), the words of a page as it is stored. */
async function matchesBytes(tx: Tx, job: ListedJob, { matchesBytes: matches, matchesPayload }: WideMatcher): Promise<boolean> {
  const read = job.bytes ?? (await tx.lists.read(job));
  if (read === undefined) return false;
  if (matchesPayload !== undefined) return matchesPayload(read.payload);
  return matches === undefined || matches(read.isCorrupt ? read.payload : handOut(read.payload, job.at, read.failure));
}

/** Does it with one job; false where that makes no sense, as killing what is dead, or the job is no longer there. */
export async function apply(tx: Tx, move: Mover, cmd: MutationCmd, job: StoredJob): Promise<boolean> {
  const verb = cmd === "clear" ? "discard" : cmd;
  const landing: Landing = verb === "kill" ? { place: "dead", at: tx.now } : verb === "requeue" ? { place: "queued" } : { place: "gone" };
  return isLegal(verb, job.place, landing.place) && move(tx, verb, job, landing);
}
