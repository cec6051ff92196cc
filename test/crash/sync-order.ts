import type { Promised } from "./conversations.ts";
import type { Moment } from "./acts.ts";
import type { Event } from "./trace.ts";

/** What SQLite's log is made of: each page stands behind a header of 24 bytes, whose second number is not 0 where it commits. */
const frameHeadBytes = 24;
const pageBytes = 4096;
const logName = "millrace.db-wal";

/** What was done to the log, each in its order. */
interface Log {
  readonly pages: { readonly at: Moment; readonly bytes: Buffer }[];
  /** When the last page of a transaction had been written. */
  readonly commits: Moment[];
  readonly syncs: { readonly beganAt: Moment; readonly endedAt: Moment }[];
}

/**
 * The answers that left before a sync had covered the transaction they tell of (spec §5), a line each. Of one that wrote no text of its
 * own, or left none, any transaction since it came in counts.
 */
export function answeredTooEarly(events: readonly Event[], promised: readonly Promised[]): string[] {
  const { pages, commits, syncs } = readLog(events);
  const tooEarly: string[] = [];
  let from = 0;
  for (const { what, text, receivedAt, answeredAt } of promised.toSorted((one, other) => one.receivedAt - other.receivedAt)) {
    while ((pages[from]?.at ?? Infinity) < receivedAt) from += 1;
    let page = from;
    while (text !== undefined && page < pages.length && !pages[page]?.bytes.includes(text)) page += 1;
    // what a MUTATE or FLUSH of the same turn took away again was never written
    const writtenAt = pages[page]?.at ?? receivedAt;
    const committedAt = commits.find((at) => at >= writtenAt) ?? Infinity;
    if (committedAt > answeredAt) tooEarly.push(`${what} was answered before it was written to the log`);
    else if (!syncs.some(({ beganAt, endedAt }) => beganAt > committedAt && endedAt < answeredAt)) {
      tooEarly.push(`${what} was answered before it was synced`);
    }
  }
  return tooEarly;
}

function readLog(events: readonly Event[]): Log {
  const log: Log = { pages: [], commits: [], syncs: [] };
  const begun = new Map<number, Moment>();
  let isCommit = false;
  for (const [at, event] of events.entries()) {
    if (event.kind === "sync begins" && event.file === logName) begun.set(event.which, at);
    else if (event.kind === "sync ended" && event.file === logName) log.syncs.push({ beganAt: begun.get(event.which) ?? at, endedAt: at });
    else if (event.kind === "write" && event.file === logName && event.bytes !== undefined) {
      const bytes = Buffer.from(event.bytes.buffer, event.bytes.byteOffset, event.length);
      if (event.length === frameHeadBytes) isCommit = bytes.readUInt32BE(4) !== 0;
      else if (event.length === pageBytes) {
        log.pages.push({ at, bytes });
        if (isCommit) log.commits.push(at);
      }
    }
  }
  return log;
}
