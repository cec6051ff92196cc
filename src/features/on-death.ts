import type { Feature, FeatureParts, Move } from "../engine/feature.ts";
import { deathJob } from "../job/death-job.ts";
import { newJid } from "../job/jid.ts";
import { trait } from "../job/traits.ts";
import type { StoredJob } from "../store/ports/jobs.ts";
import type { Tx } from "../store/store.ts";

/** §6 `custom.on_death`: a job that enters its queue when this one dies, once a death. */
export function onDeath({ random, log, push }: Pick<FeatureParts, "random" | "log" | "push">): Feature {
  async function enter(tx: Tx, { id }: StoredJob): Promise<void> {
    const note = await tx.notes.find(id, trait.onDeath);
    if (note === undefined) return;
    const job = deathJob(new TextEncoder().encode(note), newJid(random), tx.now);
    const entered = job.ok ? await push(tx, job.value) : job;
    if (!entered.ok) tx.afterCommit(() => log.warn(`on_death: a job died, and the one it names was refused: ${entered.message}`));
  }

  return {
    traits: trait.onDeath,
    admit: async (tx, { facts }) => {
      const job = deathJob(facts.custom?.onDeath ?? new Uint8Array(), newJid(random), tx.now);
      return job.ok ? undefined : job;
    },
    moved: async (tx, job, move) => {
      const named = move.pushed?.facts.custom?.onDeath;
      if (named !== undefined) await tx.notes.put(job.id, trait.onDeath, new TextDecoder().decode(named));
      if (isDeath(move)) await enter(tx, job);
      if (move.to === "gone") await tx.notes.drop(job.id, trait.onDeath);
    },
  };
}

/** To die is to enter dead, whatever the verb; with retry 0, to be gone after failing. */
function isDeath({ verb, to }: Move): boolean {
  return to === "dead" || (to === "gone" && (verb === "fail" || verb === "expire"));
}
