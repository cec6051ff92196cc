import { limits } from "../limits.ts";
import type { EngineEvent, Settled } from "./events.ts";

/** What is wanted of the ring: the runs of a jid, or of a worker, or all; the last one first. */
export interface FinishesAsk {
  readonly jid?: string;
  readonly wid?: string;
  /** As many as there are where absent. */
  readonly limit?: number;
}

/** The runs that ended last, in memory: what became of a job that is no longer stored (dashboard: recent finishes). */
export interface Finishes {
  hear(event: EngineEvent): void;
  of(ask: FinishesAsk): Settled[];
}

/** A ring of the last `limits.finishesMax` runs. */
export function finishes(): Finishes {
  const ring: Settled[] = [];
  let next = 0;
  return {
    hear: (event) => {
      if (event.kind !== "settled") return;
      ring[next] = event;
      next = next + 1 === limits.finishesMax ? 0 : next + 1;
    },
    of: ({ jid, wid, limit = limits.finishesMax }) => {
      const found: Settled[] = [];
      for (let back = 1; back <= ring.length && found.length < limit; back++) {
        const one = ring[(next - back + ring.length) % ring.length];
        if (one !== undefined && (jid === undefined || one.jid === jid) && (wid === undefined || one.wid === wid)) found.push(one);
      }
      return found;
    },
  };
}
