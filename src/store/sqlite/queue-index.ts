import { limits } from "../../limits.ts";
import type { Pause, QueueState } from "../ports/queues.ts";
import type { UndoList } from "./undo.ts";
import { Window, type WindowJob } from "./window.ts";

/** A queue in memory; `next` rises with each job and never repeats, `blockEnd` is what the database knows of it. */
export interface QueueEntry {
  readonly no: number;
  readonly name: string;
  isPaused: boolean;
  /** What is known of its pause, while it is paused. */
  pause: Pause | undefined;
  size: number;
  next: number;
  blockEnd: number;
  readonly window: Window;
  /** The turn that touched it last. */
  turn: number;
}

/** The queues by name, the numbers of those that were removed and wait to be swept, and the bytes of all windows together. */
export class QueueIndex {
  #byName = new Map<string, QueueEntry>();
  #total = 0;
  #turn = 1;
  #touchedNow: QueueEntry[] = [];
  /** Queues whose window holds something, the one filled longest ago first. */
  readonly #filled = new Set<QueueEntry>();
  #windowBytes = 0;
  readonly removed: number[] = [];
  readonly #undo: UndoList;

  constructor(undo: UndoList) {
    this.#undo = undo;
  }

  /** Jobs in all queues together. */
  get size(): number {
    return this.#total;
  }

  find(name: string): QueueEntry | undefined {
    return this.#byName.get(name);
  }

  all(): IterableIterator<QueueEntry> {
    return this.#byName.values();
  }

  /** A queue read from the database at the start. */
  load(queue: Pick<QueueEntry, "no" | "name" | "isPaused" | "pause" | "size" | "next">): void {
    this.#byName.set(queue.name, { ...queue, blockEnd: queue.next, window: new Window(queue.size === 0), turn: 0 });
    this.#total += queue.size;
  }

  create(no: number, name: string, blockStart: number, blockEnd: number): QueueEntry {
    const queue = { no, name, isPaused: false, pause: undefined, size: 0, next: blockStart, blockEnd, window: new Window(true), turn: 0 };
    this.#byName.set(name, queue);
    this.#undo.push(() => this.#byName.delete(name));
    return queue;
  }

  /** To be called before a turn changes a queue: remembers how to take the changes back, and that waiters may want to know. */
  touch(queue: QueueEntry): void {
    if (queue.turn === this.#turn) return;
    queue.turn = this.#turn;
    this.#touchedNow.push(queue);
    const { size, next, blockEnd, isPaused, pause } = queue;
    this.#undo.push(() => {
      this.#total += size - queue.size;
      Object.assign(queue, { size, next, blockEnd, isPaused, pause });
      this.resetWindow(queue);
    });
  }

  /** Ends the turn: the queues it touched that have jobs ready. */
  takeTouched(): QueueEntry[] {
    const ready = this.#touchedNow.filter((queue) => queue.size > 0 && !queue.isPaused && this.#byName.get(queue.name) === queue);
    this.#touchedNow = [];
    this.#turn += 1;
    return ready;
  }

  grow(queue: QueueEntry, by: number): void {
    queue.size += by;
    this.#total += by;
  }

  /** The queue's name is free from now on; its rows are swept by its number. */
  remove(queue: QueueEntry): void {
    this.touch(queue);
    this.#byName.delete(queue.name);
    this.removed.push(queue.no);
    this.#undo.push(() => {
      this.#byName.set(queue.name, queue);
      this.removed.splice(this.removed.indexOf(queue.no), 1);
    });
    this.grow(queue, -queue.size);
    this.resetWindow(queue);
  }

  append(queue: QueueEntry, job: WindowJob): void {
    const before = queue.window.bytes;
    queue.window.append(job);
    this.#account(queue, before);
  }

  take(queue: QueueEntry): WindowJob | undefined {
    const before = queue.window.bytes;
    const job = queue.window.take();
    this.#account(queue, before);
    return job;
  }

  fill(queue: QueueEntry, jobs: WindowJob[], isWhole: boolean): void {
    const before = queue.window.bytes;
    queue.window.fill(jobs, isWhole);
    this.#account(queue, before);
  }

  resetWindow(queue: QueueEntry): void {
    const before = queue.window.bytes;
    queue.window.reset(queue.size === 0);
    this.#account(queue, before);
  }

  #account(queue: QueueEntry, before: number): void {
    this.#windowBytes += queue.window.bytes - before;
    if (queue.window.length === 0) this.#filled.delete(queue);
    else if (!this.#filled.has(queue)) this.#filled.add(queue);
    if (this.#windowBytes > limits.windowsBytesMax) this.#evict(queue);
  }

  /** Resets the windows that were filled longest ago until a quarter of the room is free again. */
  #evict(kept: QueueEntry): void {
    for (const queue of this.#filled) {
      if (this.#windowBytes <= limits.windowsBytesMax * 0.75) return;
      if (queue !== kept) this.resetWindow(queue);
    }
  }
}

/** What the port tells of a queue. */
export function stateOf(queue: QueueEntry, busy: number, oldestSince: number | undefined): QueueState {
  const { name, size, isPaused, pause } = queue;
  return { name, size, isPaused, busy, ...(pause === undefined ? {} : { pause }), ...(oldestSince === undefined ? {} : { oldestSince }) };
}
