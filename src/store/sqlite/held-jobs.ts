import type { Micros } from "../../job/facts.ts";
import type { HeldJob, JobId } from "../ports/jobs.ts";
import type { SlotIndex } from "./slot-index.ts";
import type { UndoList } from "./undo.ts";

/** A reserved job in memory. `deadline` is on the monotonic clock, `order` rises with each reservation. */
export interface Held extends HeldJob {
  readonly deadline: number;
  /** Steady time. */
  readonly reservedAt: Micros;
  readonly order: number;
}

const bucketMs = 1000;

/** The reserved jobs by jid, so that ACK reads no table, and by the second in which their lease ends. */
export class HeldJobs {
  #byJid = new Map<string, Held[]>();
  #buckets = new Map<number, Set<Held>>();
  #byQueue = new Map<string, number>();
  #count = 0;
  #orders = 0;
  /** No bucket before it holds a job. */
  #firstBucket = Infinity;
  readonly #undo: UndoList;
  readonly #slots: SlotIndex;

  constructor(undo: UndoList, slots: SlotIndex) {
    this.#undo = undo;
    this.#slots = slots;
  }

  get size(): number {
    return this.#count;
  }

  all(): Held[] {
    return [...this.#byJid.values()].flat();
  }

  /** Reserved jobs of a queue. */
  busyIn(queue: string): number {
    return this.#byQueue.get(queue) ?? 0;
  }

  /** The reserved jobs of a queue; looks at all there are. */
  allIn(queue: string): Held[] {
    return this.all().filter((held) => held.queue === queue);
  }

  /** All reservations of a jid, the oldest first. */
  allOf(jid: string): readonly Held[] {
    return this.#byJid.get(jid) ?? [];
  }

  /** `job` without its order; the jobs read at the start come in the order of their reservation. */
  add(job: Omit<Held, "order">): Held {
    const held: Held = { ...job, order: this.#orders++ };
    this.#insert(held);
    this.#undo.push(() => this.#withdraw(held));
    return held;
  }

  remove(held: Held): void {
    this.#withdraw(held);
    this.#undo.push(() => this.#insert(held));
  }

  /** The same reservation with a later end. */
  extend(held: Held, deadline: number): void {
    const later = { ...held, deadline };
    this.#withdraw(held);
    this.#insert(later);
    this.#undo.push(() => {
      this.#withdraw(later);
      this.#insert(held);
    });
  }

  /** Forgets all of them. */
  clear(): void {
    const [byJid, byQueue, buckets, count, firstBucket] = [this.#byJid, this.#byQueue, this.#buckets, this.#count, this.#firstBucket];
    this.#undo.push(() => {
      this.#byJid = byJid;
      this.#byQueue = byQueue;
      this.#buckets = buckets;
      this.#count = count;
      this.#firstBucket = firstBucket;
    });
    this.#byJid = new Map();
    this.#byQueue = new Map();
    this.#buckets = new Map();
    this.#count = 0;
    this.#firstBucket = Infinity;
  }

  findById(jid: string, id: JobId): Held | undefined {
    return this.#byJid.get(jid)?.find((held) => held.id === id);
  }

  /** The oldest reservation of a jid, one held by `wid` first. */
  find(jid: string, wid: string): Held | undefined {
    const ofJid = this.#byJid.get(jid);
    if (ofJid === undefined || ofJid.length === 1) return ofJid?.[0];
    return ofJid.find((held) => held.wid === wid) ?? ofJid[0];
  }

  /** At most `limit` jobs whose lease has ended at `now` (monotonic). */
  lapsed(now: number, limit: number): Held[] {
    const found: Held[] = [];
    if (this.#count === 0) return found;
    for (const bucket of this.#bucketsUntil(Math.floor(now / bucketMs))) {
      for (const held of this.#buckets.get(bucket) ?? []) {
        if (held.deadline <= now) found.push(held);
        if (found.length === limit) return found;
      }
    }
    return found;
  }

  /** Those up to `last` that hold a job. Second by second, unless there are fewer of them than seconds: a wrong clock may have set one years ago. */
  #bucketsUntil(last: number): number[] {
    const found: number[] = [];
    if (last - this.#firstBucket < this.#buckets.size) {
      for (let bucket = this.#firstBucket; bucket <= last; bucket++) if (this.#buckets.has(bucket)) found.push(bucket);
    } else {
      for (const bucket of this.#buckets.keys()) if (bucket <= last) found.push(bucket);
      found.sort((one, other) => one - other);
    }
    this.#firstBucket = Math.max(this.#firstBucket, found[0] ?? last + 1);
    return found;
  }

  #insert(held: Held): void {
    this.#slots.enter(held);
    const ofJid = this.#byJid.get(held.jid);
    if (ofJid === undefined) this.#byJid.set(held.jid, [held]);
    else {
      ofJid.push(held);
      ofJid.sort((one, other) => one.order - other.order);
    }
    const bucket = Math.floor(held.deadline / bucketMs);
    const ofBucket = this.#buckets.get(bucket);
    if (ofBucket === undefined) this.#buckets.set(bucket, new Set([held]));
    else ofBucket.add(held);
    this.#firstBucket = Math.min(this.#firstBucket, bucket);
    this.#byQueue.set(held.queue, (this.#byQueue.get(held.queue) ?? 0) + 1);
    this.#count += 1;
  }

  #withdraw(held: Held): void {
    this.#slots.leave(held);
    const ofJid = this.#byJid.get(held.jid);
    if (ofJid === undefined || ofJid.length === 1) this.#byJid.delete(held.jid);
    else ofJid.splice(ofJid.indexOf(held), 1);
    const bucket = Math.floor(held.deadline / bucketMs);
    const ofBucket = this.#buckets.get(bucket);
    ofBucket?.delete(held);
    if (ofBucket?.size === 0) this.#buckets.delete(bucket);
    const busy = (this.#byQueue.get(held.queue) ?? 0) - 1;
    if (busy > 0) this.#byQueue.set(held.queue, busy);
    else this.#byQueue.delete(held.queue);
    this.#count -= 1;
  }
}
