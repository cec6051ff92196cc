import type { CronEntry } from "../../config/cron.ts";
import type { FeatureParts } from "../../engine/feature.ts";
import { admit } from "../../job/admission.ts";
import type { Micros } from "../../job/facts.ts";
import { newJid } from "../../job/jid.ts";
import { trait } from "../../job/traits.ts";
import { assert } from "../../result.ts";
import type { Tx } from "../../store/store.ts";

/** A run: the jid of its job, and why that was refused, if it was. */
export interface Run {
  readonly jid: string;
  readonly refusal?: string;
}

/** Pushes the job of an entry, in one transaction with its record (spec §6 Cron). */
export async function runEntry(tx: Tx, { name, job }: CronEntry, { push, random, log }: FeatureParts): Promise<Run> {
  const jid = newJid(random);
  const admitted = admit(new TextEncoder().encode(`{"jid":"${jid}",${job.slice(1)}`), tx.now);
  assert(admitted.ok, "a cron job was looked at when it was loaded");
  const { facts, payload } = admitted.value;
  const pushed = await push(tx, { facts: { ...facts, traits: facts.traits | trait.cron }, payload });
  const id = pushed.ok ? pushed.value : await tx.jobs.nextId();
  await tx.cron.ran({ id, name, at: tx.now, jid, standing: pushed.ok ? "enqueued" : "refused", changed: tx.now });
  if (pushed.ok) return { jid };
  tx.afterCommit(() => log.info(`cron ${name} is due, and its job was refused: ${pushed.message}`));
  return { jid, refusal: pushed.message };
}

/** Remembers a tick that is too old to be made up for, once: `at` in the time that the entry runs by, `wall` by the wall clock. */
export async function missRun(tx: Tx, name: string, { at, wall }: { readonly at: Micros; readonly wall: Micros }): Promise<void> {
  if (!(await tx.cron.tick(name, at))) return;
  await tx.cron.ran({ id: await tx.jobs.nextId(), name, at: wall, jid: "", standing: "missed", changed: tx.now });
}
