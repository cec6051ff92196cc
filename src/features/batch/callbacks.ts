import type { FeatureParts } from "../../engine/feature.ts";
import { admit } from "../../job/admission.ts";
import { trait } from "../../job/traits.ts";
import { assert } from "../../result.ts";
import type { Callback } from "../../store/ports/batches.ts";
import type { Tx } from "../../store/store.ts";

/** Enqueues the callbacks whose time has come (spec §6), in the transaction of the move that made it so. */
export async function enqueueCallbacks(tx: Tx, callbacks: readonly Callback[], { push, log }: FeatureParts): Promise<void> {
  for (const callback of callbacks) {
    const admitted = admit(callback.job, tx.now);
    assert(admitted.ok, "a callback was looked at when its batch was made");
    const { facts, payload } = admitted.value;
    const asked = await push(tx, { facts: { ...facts, traits: facts.traits | trait.callback }, payload });
    if (!asked.ok) {
      const { kind, bid } = callback;
      tx.afterCommit(() => log.warn(`the ${kind} callback of batch ${bid} is enqueued without its wishes: ${asked.message}`));
    }
    // It fires once, whatever it asks for in vain: a lock that another one holds, a batch that is gone.
    const { custom: _, ...plain } = facts;
    const pushed = asked.ok ? asked : await push(tx, { facts: { ...plain, traits: trait.callback }, payload });
    assert(pushed.ok, "a job that asks for nothing is not refused");
    await tx.batches.called(callback, pushed.value);
  }
}
