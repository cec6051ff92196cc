import type { Admitted } from "../job/admission.ts";
import { shortCopy } from "../job/cut.ts";
import type { Verb } from "../job/lifecycle.ts";
import { trait } from "../job/traits.ts";
import { limits } from "../limits.ts";
import type { Refusal } from "../result.ts";
import type { HeldJob, Landing, StoredJob } from "../store/ports/jobs.ts";
import type { Tx } from "../store/store.ts";
import type { EngineEvent, Events, Settled } from "./events.ts";
import { isHeld } from "./held.ts";

/** Tells of a move (spec §6 Metrics), once it is committed; called only where somebody listens. */
export function tellOfMove(tx: Tx, events: Events, { verb, job, to }: { verb: Verb; job: StoredJob; to: Landing }): void {
  const { jid, jobtype, queue } = job;
  if ((verb === "ack" || verb === "fail" || verb === "expire") && isHeld(job)) tx.tell(events.publish, settled(verb, job, to, tx.now));
  else if (verb === "lapse") tx.tell<EngineEvent>(events.publish, { kind: "lapsed", jid, jobtype, queue, at: tx.now });
  if (to.place === "dead") tx.tell<EngineEvent>(events.publish, { kind: "died", verb, jid, jobtype, queue, at: tx.now });
}

/** Tells of a push that took a lock, or was refused (spec §6 Metrics). */
export function tellOfPush(tx: Tx, events: Events, { facts }: Admitted, refusal: Refusal | undefined): void {
  const { jid, jobtype, queue, traits } = facts;
  const about = { jid, jobtype, queue, at: tx.now };
  if (refusal !== undefined)
    tx.tell<EngineEvent>(events.publish, { kind: "denied", ...about, code: refusal.code, message: refusal.message });
  else if ((traits & trait.unique) !== 0) tx.tell<EngineEvent>(events.publish, { kind: "locked", ...about });
}

const most = limits.attemptMessageCharactersMax;

/** Made for each job that ends while somebody listens: one object. */
function settled(verb: Settled["verb"], held: HeldJob, to: Landing, now: number): Settled {
  const { jid, jobtype, queue, wid, at: since, enqueuedAt } = held;
  const event: { -readonly [Name in keyof Settled]: Settled[Name] } = {
    kind: "settled",
    verb,
    jid,
    jobtype,
    queue,
    at: now,
    wid,
    runMs: Math.max(0, (now - since) / 1_000),
    to: to.place,
  };
  if (enqueuedAt !== undefined) event.waitMs = Math.max(0, (since - enqueuedAt) / 1_000);
  if (to.place !== "queued" && to.failure !== undefined) {
    event.errtype = shortCopy(to.failure.errtype, limits.errtypeCharactersMax);
    const { message } = to.failure;
    // one that was not cut yet is a text of its own
    event.message = message.length > most ? shortCopy(message, most) : message;
  }
  return event;
}
