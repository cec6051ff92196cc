import type { Throttle } from "../../job/throttle.ts";
import type { JobId } from "./jobs.ts";

/** What came of a try to take a slot. */
export interface SlotTry {
  readonly isTaken: boolean;
  /** Milliseconds until a slot comes free by itself, where none is free now; else Infinity. */
  readonly freeInMs: number;
}

/** How many slots are taken. Of a rate no job holds one: it was handed out, and counts for a while. */
export interface SlotsTaken {
  readonly taken: number;
  readonly holders: readonly JobId[];
}

/**
 * The slots of throttled queues (spec §6). A reserved job takes one up by being reserved: from FETCH until it leaves working, or its
 * time is over. So slots survive what working survives, and can't disagree with it; only the hand-outs of a rate are stored.
 */
export interface SlotsPort {
  /** Takes a slot of a queue for one try to reserve a job of it for that worker. */
  take(queue: string, wid: string, throttle: Throttle): Promise<SlotTry>;
  /** That try is over; `isUsed`: a job was reserved, which takes the slot up from now on. */
  settle(queue: string, wid: string, isUsed: boolean): Promise<void>;
  /** What is taken now, and up to `limit` of the jobs that take it up, for a page. */
  look(queue: string, throttle: Throttle, limit: number): Promise<SlotsTaken>;
  /** Milliseconds until a slot comes free by itself, where none is free now; else, and of a queue in which none was ever taken, Infinity. */
  freeInMs(queue: string, throttle: Throttle): Promise<number>;
  /** The queue is throttled no more. */
  lift(queue: string): Promise<void>;
}
