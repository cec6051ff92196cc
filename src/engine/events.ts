import type { Target, Verb } from "../job/lifecycle.ts";
import type { Micros } from "../job/facts.ts";

/** What every event of a job says of it. */
interface OfJob {
  readonly jid: string;
  readonly jobtype: string;
  readonly queue: string;
  /** The wall time of the transaction it happened in. */
  readonly at: Micros;
}

/** A run ended: the job was acked, it failed, or its lease ran out (spec §6 Metrics: `jobs.count`, `jobs.failed`, `jobs.perform`). */
export interface Settled extends OfJob {
  readonly kind: "settled";
  readonly verb: "ack" | "fail" | "expire";
  /** Who held it; "" where it was fetched without a wid. */
  readonly wid: string;
  /** From entering its queue to FETCH; absent where a restart came between FETCH and the end. */
  readonly waitMs?: number;
  /** From FETCH to the end. */
  readonly runMs: number;
  /** Where it went. */
  readonly to: Target;
  /** Of a failed run, short enough to be kept. */
  readonly errtype?: string;
  readonly message?: string;
}

/** A job entered dead, by whatever verb. */
export interface Died extends OfJob {
  readonly kind: "died";
  readonly verb: Verb;
}

/** A job was dropped since it had passed its `expires_at` (spec §6 Expiring: `jobs.expired`). */
export interface Lapsed extends OfJob {
  readonly kind: "lapsed";
}

/** A push took the lock of a unique job (spec §6 Unique: `uniq.lock`). */
export interface Locked extends OfJob {
  readonly kind: "locked";
}

/** A push was refused; NOTUNIQUE is `uniq.denied` (spec §6 Unique). */
export interface Denied extends OfJob {
  readonly kind: "denied";
  readonly code: "ERR" | "NOTUNIQUE";
  readonly message: string;
}

/** What the engine tells of, once it is committed and never before. */
export type EngineEvent = Settled | Died | Lapsed | Locked | Denied;

/** Told of each event, in the order of the commits; it must return soon and never throw. */
export type EngineListener = (event: EngineEvent) => void;

/** The engine's events. With no listener nothing is made to be told: whoever would make an event asks `isHeard` first. */
export interface Events {
  readonly isHeard: boolean;
  publish(event: EngineEvent): void;
  /** Tells `listener` of all that comes; the function that is returned ends that. */
  on(listener: EngineListener): () => void;
}

/** The events of one engine. */
export function events(): Events {
  let listeners: readonly EngineListener[] = [];
  return {
    get isHeard() {
      return listeners.length > 0;
    },
    publish: (event) => {
      for (const listener of listeners) listener(event);
    },
    on: (listener) => {
      listeners = [...listeners, listener];
      return () => {
        listeners = listeners.filter((one) => one !== listener);
      };
    },
  };
}
