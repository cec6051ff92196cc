import { type Act, fateOf, type Losses, type Moment, theEnd } from "./acts.ts";
import type { Stored } from "./stored.ts";

/** Where the jobs of a batch are, all of them. */
export type BatchPlace = "scheduled" | "queued" | "dead" | "gone";

/** A MUTATE that takes all of a batch to a place. */
export interface BatchMove extends Act {
  readonly to: BatchPlace;
}

/** A job as a batch has to know it. */
interface BatchJob {
  readonly jid: string;
  readonly pushSent: Moment;
  pushAnswered?: Moment;
}

/** Jobs that are scheduled together and then only moved together, by MUTATE; the name begins each jid and is their type. */
export interface Batch {
  readonly name: string;
  readonly jobs: BatchJob[];
  readonly moves: BatchMove[];
}

/** The queue of all batches; nobody fetches from it. */
export const batchQueue = "crash-batch";

/** The batch whose name stands in a text, made where it is new. */
export function batchNamed(batches: Map<string, Batch>, text: string): Batch | undefined {
  const name = /batch-[\w-]+?-n\d+/.exec(text)?.[0];
  if (name === undefined) return undefined;
  const batch = batches.get(name) ?? { name, jobs: [], moves: [] };
  batches.set(name, batch);
  return batch;
}

/** Where a MUTATE takes jobs. */
export function moveTo(cmd: string): BatchPlace {
  return cmd === "kill" ? "dead" : cmd === "requeue" ? "queued" : "gone";
}

/**
 * What is wrong with a batch: a job is where no MUTATE that may have been the last one took it, or the jobs are in several places
 * though no MUTATE is under way.
 */
export function whyBatchBroken({ name, jobs, moves }: Batch, stored: Stored, losses: Losses, until: Moment): string[] {
  const sent = moves.filter((move) => move.sent <= until);
  const last = sent.findLastIndex((move) => (move.answered ?? theEnd + 1) <= until);
  const possible = new Set<BatchPlace>([
    ...(last < 0 ? (["scheduled"] as const) : []),
    ...sent.slice(Math.max(0, last)).map((move) => move.to),
  ]);
  const known = jobs.filter((job) => (job.pushAnswered ?? theEnd + 1) <= until && fateOf(job, losses) === "kept");
  const places = known.map((job) => stored.jobs.get(job.jid)?.place ?? "gone");
  const wrong = known.flatMap(({ jid }, index) => {
    const place = places[index] ?? "gone";
    if (([...possible] as string[]).includes(place)) return [];
    return [
      last < 0 && place === "gone" ? `${jid} is lost` : `${jid} is in ${place}, its MUTATE takes it to ${[...possible].join(" or ")}`,
    ];
  });
  if (wrong.length > 0) return wrong;
  const isSplit = stored.operations === 0 && known.length === jobs.length && new Set(places).size > 1;
  return isSplit ? [`${name} is in ${[...new Set(places)].join(" and ")}, and no MUTATE is under way`] : [];
}
