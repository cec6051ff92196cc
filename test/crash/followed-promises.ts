import { fateOf, lossesBy } from "./acts.ts";
import { type FollowedBatch, type FollowedKind, followedKinds, type Turn, wasHandedOut, wasSettled } from "./followed.ts";
import type { BatchRow, BatchTables } from "./followed-tables.ts";
import { type Journal, type JournalJob, removedQueue } from "./journal.ts";

/** What is wrong with the batches whose callbacks come (spec §6); nothing, unless there is a defect. What a FLUSH may have taken is passed over. */
export function brokenBatches(journal: Journal, tables: BatchTables): string[] {
  const losses = lossesBy(journal.flushes);
  const kept = [...journal.followed.values()].filter((batch) => fateOf(batch, losses) === "kept");
  return [...tables.faults, ...kept.flatMap((batch) => whyBroken(batch, tables).map((reason) => `${batch.bid} ${reason}`))];
}

function whyBroken(batch: FollowedBatch, tables: BatchTables): string[] {
  const row = tables.batches.get(batch.bid);
  if (row === undefined) return ["is lost"];
  const standing = standingOf(batch, tables);
  const ends = turnsPossible(batch.turns);
  return [
    ...(ends.has(row.isOpen === 1)
      ? []
      : [row.isOpen === 1 ? "is open after its COMMIT was answered" : "is committed, and no COMMIT did that"]),
    ...whyMiscounted(row, standing),
    ...followedKinds.flatMap((kind) => {
      const job = batch.callbacks[kind];
      const reason = job && whyCallbackBroken(job, { kind, batch, row, standing, tables });
      return reason === undefined ? [] : [`${kind} ${reason}`];
    }),
  ];
}

/** Where the jobs of a batch are, by the journal and the tables. */
interface Standing {
  /** The last may have come and gone without anybody's knowing. */
  readonly total: readonly [least: number, most: number];
  readonly pending: number;
  readonly failed: number;
}

function standingOf({ jobs }: FollowedBatch, { members }: BatchTables): Standing {
  const found = jobs.flatMap((job) => members.get(job.jid) ?? []);
  const gone = jobs.filter((job) => !members.has(job.jid));
  const known = gone.filter((job) => job.pushAnswered !== undefined || wasHandedOut(job));
  const lost = known.filter((job) => job.retry === 0 && wasSettled(job, "fail"));
  const doubtful = gone.filter((job) => job.queue === removedQueue && !known.includes(job));
  const failed = found.filter(({ hasFailed }) => hasFailed === 1).length;
  const least = found.length + known.length;
  return { total: [least, least + doubtful.length], pending: found.length - failed, failed: failed + lost.length };
}

/** Whether it may be open, whether it may not be: by what was answered last, or was sent after that. */
function turnsPossible(turns: readonly Turn[]): Set<boolean> {
  const last = turns.findLastIndex(({ answered }) => answered !== undefined);
  return new Set([...(last < 0 ? [true] : []), ...turns.slice(Math.max(0, last)).map(({ isOpen }) => isOpen)]);
}

function whyMiscounted(row: BatchRow, { total: [least, most], pending, failed }: Standing): string[] {
  const isRight = row.total >= least && row.total <= most && row.pending === pending && row.failed === failed;
  const own = `${least}${most > least ? ` to ${most}` : ""}, ${pending} and ${failed}`;
  return isRight ? [] : [`counts ${row.total} jobs, ${row.pending} pending, ${row.failed} failed; its jobs are ${own}`];
}

interface Callback {
  readonly kind: FollowedKind;
  readonly batch: FollowedBatch;
  readonly row: BatchRow;
  readonly standing: Standing;
  readonly tables: BatchTables;
}

function whyCallbackBroken(job: JournalJob, { kind, batch, row, standing, tables }: Callback): string | undefined {
  const found = tables.members.get(job.jid) ?? [];
  const [one] = found;
  const hasCome = found.length > 0 || wasHandedOut(job);
  // What was handed out and did not fail comes back to no queue.
  const isAnother = one !== undefined && wasHandedOut(job) && one.place !== "working" && one.hasFailed === 0;
  const isAfterAck = one !== undefined && job.settlings.some(({ verb, answered }) => verb === "ack" && answered !== undefined);
  if (found.length > 1 || isAnother || isAfterAck) return `came twice, it is in ${found.map(({ place }) => place).join(" and in ")}`;
  const state = hasSucceeded(job, tables) ? 2 : hasCome ? 1 : 0;
  if (row[kind] !== state) return `has the state ${row[kind]} and should have ${state}`;
  if (hasCome && batch.turns.length === 0) return "came before a COMMIT was sent";
  const isDue = row.isOpen === 0 && (kind === "complete" ? standing.pending === 0 : mayFollow(batch, standing, tables));
  if (isDue && !hasCome) return "is missing";
  return hasCome && !isDue && !batch.early.has(kind) ? "came before its time" : undefined;
}

/** Whether it is time for success: every job was acked, and complete, where there is one, has succeeded. */
function mayFollow({ callbacks: { complete } }: FollowedBatch, { pending, failed }: Standing, tables: BatchTables): boolean {
  return pending + failed === 0 && (complete === undefined || hasSucceeded(complete, tables));
}

function hasSucceeded(job: JournalJob, { members }: BatchTables): boolean {
  return !members.has(job.jid) && wasSettled(job, "ack");
}
