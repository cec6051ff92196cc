import type { Engine } from "../../src/assemble.ts";
import { readBatch } from "../../src/job/batch-request.ts";

/** The object of a BATCH NEW (spec §6), sent: its bid. */
export async function newBatch(engine: Engine, request: Readonly<Record<string, unknown>>): Promise<string> {
  const read = readBatch(new TextEncoder().encode(JSON.stringify(request)));
  const made = read.ok ? await engine.batch.create(read.value) : read;
  if (!made.ok) throw new Error(made.message);
  return made.value;
}
