import type { JobFacts } from "../../../src/job/facts.ts";
import type { Lease, NewJob, ReservedJob } from "../../../src/store/ports/jobs.ts";
import type { Store } from "../../../src/store/store.ts";

/** A job as admission lets it through. */
export function aJob(jid: string, more: Partial<JobFacts> & { scheduledAt?: number; size?: number } = {}): NewJob {
  const { scheduledAt, size, ...given } = more;
  const facts: JobFacts = { jid, jobtype: "Test", queue: "default", retry: 25, traits: 0, ...given };
  const { reserveFor, at } = facts;
  const wire = { jid, jobtype: facts.jobtype, args: ["x".repeat(size ?? 1)], queue: facts.queue, retry: facts.retry };
  const text = JSON.stringify({ ...wire, ...(reserveFor === undefined ? {} : { reserve_for: reserveFor }) });
  const payload = new TextEncoder().encode(text);
  return { facts: at === undefined ? facts : { ...facts, at }, payload, ...(scheduledAt === undefined ? {} : { scheduledAt }) };
}

/** The lease of a worker, half an hour where the job says nothing else. */
export function aLease(wid = "worker"): Lease {
  return { wid, secondsFor: (reserveFor) => reserveFor ?? 1800 };
}

/** Stores a job. */
export function add(store: Store, jid: string, more: Parameters<typeof aJob>[1] = {}): Promise<number> {
  return store.transact("synced", (tx) => tx.jobs.add(aJob(jid, more)));
}

/** Reserves the head of a queue. */
export function reserve(store: Store, queue = "default", wid = "worker"): Promise<ReservedJob | undefined> {
  return store.transact("committed", (tx) => tx.jobs.reserve(queue, aLease(wid)));
}

/** Reserves until nothing is left: the jids in their order. */
export async function drain(store: Store, queue = "default"): Promise<string[]> {
  const jids: string[] = [];
  for (let job = await reserve(store, queue); job !== undefined; job = await reserve(store, queue)) jids.push(job.jid);
  return jids;
}

/** The number of jobs in each place. */
export function sizes(store: Store): Promise<Record<string, number>> {
  return store.transact("committed", (tx) => tx.counters.sizes());
}
