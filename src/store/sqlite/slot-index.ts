import type { Micros } from "../../job/facts.ts";
import type { QueueSlots, SlotHolder } from "./queue-slots.ts";
import type { UndoList } from "./undo.ts";

/** The slots of all throttled queues, from the first time that one is asked for. Where there are none, nothing is paid for them. */
export class SlotIndex {
  #byQueue = new Map<string, QueueSlots>();
  readonly #undo: UndoList;

  constructor(undo: UndoList) {
    this.#undo = undo;
  }

  find(queue: string): QueueSlots | undefined {
    return this.#byQueue.size === 0 ? undefined : this.#byQueue.get(queue);
  }

  all(): IterableIterator<[string, QueueSlots]> {
    return this.#byQueue.entries();
  }

  /** Slots are derived from the reserved jobs, so that new ones need not be taken back. */
  set(queue: string, slots: QueueSlots): void {
    this.#byQueue.set(queue, slots);
  }

  drop(queue: string): void {
    this.#byQueue.delete(queue);
  }

  enter(held: SlotHolder & { readonly queue: string }): void {
    this.find(held.queue)?.enter(held);
  }

  leave(held: SlotHolder & { readonly queue: string }): void {
    this.find(held.queue)?.leave(held);
  }

  /** How many jobs of a queue may go out now. */
  free(queue: string, now: Micros): number {
    return this.find(queue)?.free(now) ?? Infinity;
  }

  clear(): void {
    const before = this.#byQueue;
    this.#undo.push(() => (this.#byQueue = before));
    this.#byQueue = new Map();
  }
}
