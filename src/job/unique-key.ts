import { canonicalJson } from "./canonical.ts";
import type { JobFacts } from "./facts.ts";
import { limits } from "../limits.ts";
import { field, jobMembers } from "./job-members.ts";

const text = Buffer.prototype.toString;

/** What makes a unique job the same as another (spec §6): its type, its queue and its args, hashed. `payload` was admitted. */
export function uniqueKey({ jobtype, queue }: Pick<JobFacts, "jobtype" | "queue">, payload: Uint8Array): Uint8Array {
  jobMembers.read(payload, 0, 0);
  const [start, end] = [jobMembers.valueStarts[field.args]!, jobMembers.valueEnds[field.args]!];
  // To read 64 MiB of numbers as JSON takes seconds.
  const isLong = end - start > limits.comparedBytesMax;
  const args = isLong ? text.call(payload, "latin1", start, end) : canonicalJson(payload, start);
  const key = new Uint8Array(32);
  // Its one call takes a tenth of a hasher's time.
  Bun.SHA256.hash(JSON.stringify([jobtype, queue]) + args, key);
  return key;
}
