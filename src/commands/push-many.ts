import type { Clock } from "../clock.ts";
import type { Admitted } from "../job/admission.ts";
import { admitAll, JobList, type PushEntry } from "../job/bulk-admission.ts";
import type { Micros } from "../job/facts.ts";
import { limits } from "../limits.ts";
import { assert, ok, refuse, type Refusal, type Result } from "../result.ts";
import { bulk, refusal } from "../wire/reply.ts";
import type { Command } from "./command.ts";
import { jsonObject } from "./json.ts";

/** `PUSHB [{job},...]` (spec §3): the jobs that could not be stored, each with the reason. */
export function pushMany(clock: Clock): Command {
  return {
    verb: "PUSHB",
    // It may take several turns; what its connection sends behind it sees all of its jobs.
    holdsConnection: true,
    run: async (engine, _session, payload) => {
      const faults = new Map<string, string>();
      const jobs =
        payload.length > limits.bulkAtOnceBytes ? await readLong(payload, clock.wall(), faults) : readShort(payload, clock.wall(), faults);
      if (!jobs.ok) return refusal(jobs);
      const refused = await engine.pushMany(jobs.value);
      if (!refused.ok) return refusal(refused);
      for (const { jid, refusal } of refused.value) faults.set(jid, faultText(refusal));
      return bulk(jsonObject(faults));
    },
  };
}

/** Those that may be stored; the others are noted in `faults`. */
function readShort(payload: Uint8Array, now: Micros, faults: Map<string, string>): Result<Iterable<Admitted>> {
  const entries = admitAll(payload, now);
  if (!entries.ok) return entries;
  const admitted: Admitted[] = [];
  for (const { jid, result } of entries.value) {
    if (result.ok) admitted.push(result.value);
    else faults.set(jid, faultText(result));
  }
  return ok(admitted);
}

/**
 * A long list is read twice: once, a part a turn, for whether any of it may be stored, and once while it is. Its jobs would take
 * fifteen times the memory of its line, and all that time nobody else would be served.
 */
async function readLong(payload: Uint8Array, now: Micros, faults: Map<string, string>): Promise<Result<Iterable<Admitted>>> {
  const fault = await faultOfAll(payload);
  const list = JobList.open(payload);
  if (!list.ok) return list;
  return fault ?? ok(admitted(list.value, now, faults));
}

async function faultOfAll(payload: Uint8Array): Promise<Refusal | undefined> {
  const list = JobList.open(payload);
  if (!list.ok) return list;
  let refused = 0;
  let readBefore = 0;
  for (let entry: Result<PushEntry<unknown>> | undefined; (entry = list.value.judgeNext()) !== undefined;) {
    if (!entry.ok) return entry;
    if (!entry.value.result.ok) refused += 1;
    if (refused > limits.bulkFaultsMax) return refuse(`more than ${limits.bulkFaultsMax} of the jobs can't be stored, none is`);
    if (list.value.position - readBefore < limits.bulkAtOnceBytes) continue;
    readBefore = list.value.position;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return undefined;
}

function* admitted(list: JobList, now: Micros, faults: Map<string, string>): Iterable<Admitted> {
  for (let entry: Result<PushEntry> | undefined; (entry = list.next(now)) !== undefined;) {
    assert(entry.ok, "a list of jobs reads differently a second time");
    const { jid, result } = entry.value;
    if (result.ok) yield result.value;
    else if (jid !== "" || !faults.has("")) faults.set(jid, faultText(result));
  }
}

/** A plain error is its text alone; another code stays in front (spec §3). */
function faultText({ code, message }: Refusal): string {
  return JSON.stringify(code === "ERR" ? message : `${code} ${message}`);
}
