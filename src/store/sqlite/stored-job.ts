import type { JobFacts } from "../../job/facts.ts";
import { readFailure, type Failure } from "../../job/failure.ts";
import { readFacts } from "../../job/stored.ts";

/** A job's own columns as they were read back. */
interface JobRow {
  readonly jid: string | null;
  readonly jobtype: string | null;
  readonly traits: number | null;
  readonly payload: Uint8Array | null;
  readonly sum: number | null;
  readonly failure: string | null;
}

/** A job read back from the disk: its facts, and whether its bytes are still those that were stored (spec §5). */
export interface ReadJob {
  readonly facts: JobFacts;
  readonly payload: Uint8Array;
  readonly failure?: Failure;
  readonly isCorrupt: boolean;
}

/** The checksum that stands beside a payload. */
export function checksum(payload: Uint8Array): number {
  return Bun.hash.crc32(payload);
}

/** Whether the bytes of a row are no longer those that were stored. */
export function isChanged(row: Pick<JobRow, "payload" | "sum">): boolean {
  return row.payload === null || checksum(row.payload) !== row.sum;
}

/** Reads a row; of a corrupt one only what stands in columns of its own is kept. */
export function readJobRow(row: JobRow, queue: string): ReadJob {
  const payload = row.payload ?? new Uint8Array();
  const failure = row.failure === null ? {} : { failure: readFailure(row.failure) };
  // as they were found at the push: those of an older server had none, whatever their `custom` says
  const traits = row.traits ?? 0;
  if (isChanged(row)) {
    return { facts: { jid: row.jid ?? "", jobtype: row.jobtype ?? "", queue, retry: 0, traits }, payload, ...failure, isCorrupt: true };
  }
  return { facts: { ...readFacts(payload), traits }, payload, ...failure, isCorrupt: false };
}
