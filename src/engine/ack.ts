import type { EngineParts } from "./parts.ts";
import type { Verbs } from "./verbs.ts";

/** §3 ACK: the job is gone. A jid that nobody holds is a late ACK: it does nothing and counts nothing. */
export function ack({ store, move }: EngineParts): Verbs["ack"] {
  return (jid, wid) =>
    store.transact("committed", async (tx) => {
      // A jid may be held more than once (§2), and another work may settle the one that was found: then the next is taken.
      for (;;) {
        const held = await tx.jobs.held(jid, wid);
        if (held === undefined) return;
        if (await move(tx, "ack", held, { place: "gone" })) return;
      }
    });
}
