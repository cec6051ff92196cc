import type { Feature } from "../engine/feature.ts";
import { trait } from "../job/traits.ts";

/**
 * §6 Expiring: past its time a job is dropped where it would be fetched. `expires_at` is a time of the wall clock, `expires_in` one that
 * has run since the push; where a job names both, the earlier one counts.
 */
export const expiring: Feature = {
  traits: trait.expiring,
  moved: async (tx, { id }, { verb, to, pushed }) => {
    if (verb === "push") {
      const { expiresAt = null, expiresIn } = pushed?.facts.custom ?? {};
      const until = expiresIn === undefined ? null : tx.steady + expiresIn * 1_000_000;
      await tx.notes.put(id, trait.expiring, JSON.stringify([expiresAt, until]));
    } else if (to === "gone") await tx.notes.drop(id, trait.expiring);
  },
  offer: async (tx, { id }) => {
    const note = await tx.notes.find(id, trait.expiring);
    if (note === undefined) return true;
    const [at, until] = JSON.parse(note) as [number | null, number | null];
    return (at === null || tx.now < at) && (until === null || tx.steady < until);
  },
};
