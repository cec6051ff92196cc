import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import { limits } from "../../limits.ts";
import type { StoreFacts } from "../store.ts";
import type { Answer, Order } from "./checkpoint-worker.ts";
import { databaseName } from "./database.ts";
import { isFailedSync } from "./failed-sync.ts";
import type { RawStatements } from "./raw.ts";

const frameBytes = 4096 + 24;
/** How much a turn has to have written, by its own estimate, before the log's length is looked up again. */
const lookAfterBytes = 1024 * 1024;

/** What the store has to know of checkpoints, and the clock by which one that failed is tried again. */
export interface CheckpointEvents {
  readonly clock: Clock;
  /** A pass failed; the log grows until one succeeds. */
  failed(reason: string): void;
  copied(): void;
  /** A sync of a pass failed: there must be no other one in this process. */
  syncFailed(reason: string): void;
}

/**
 * Keeps the log short. Triggered by its length, not by a timer: a thread copies most of it while turns go on, then one pass between
 * two turns copies the tail, so that the log starts again at its beginning.
 */
export class Checkpoint {
  #thread: Worker | undefined;
  #isRunning = false;
  #isRetryPlanned = false;
  #isOver = false;
  #written = 0;
  #frames = 0;
  #startedAt = 0;
  /** How often the log was copied, and the last time. */
  passes: StoreFacts["checkpoints"] = { count: 0 };
  readonly #path: string;
  readonly #raw: RawStatements;
  readonly #events: CheckpointEvents;

  constructor(directory: string, raw: RawStatements, events: CheckpointEvents) {
    this.#path = join(directory, databaseName);
    this.#raw = raw;
    this.#events = events;
  }

  get logBytes(): number {
    return this.#frames * frameBytes;
  }

  /** A turn was committed that wrote about `bytes`. */
  afterCommit(bytes: number): void {
    this.#written += bytes;
    if (this.#written < lookAfterBytes || this.#isRunning || this.#isOver) return;
    this.#written = 0;
    this.#frames = this.#raw.logFrames.get()?.log ?? 0;
    if (this.logBytes >= limits.logBytesCheckpoint) this.#start();
  }

  /** Lets the thread finish its pass, close its connection and end. */
  async close(): Promise<void> {
    this.#isOver = true;
    await this.#ask("close");
    this.#thread?.terminate();
  }

  /** No pass begins any more, and the thread's connection lets go of the database; resolves once it has. */
  sever(): Promise<void> {
    this.#isOver = true;
    return this.#ask("sever");
  }

  /** Orders are obeyed one after another: an answer that comes first is that of the pass before. */
  #ask(kind: "close" | "sever"): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      thread.onmessage = ({ data: answer }: MessageEvent<Answer>) => {
        if (answer.kind === "closed" || answer.kind === "severed") resolve();
        else if (answer.kind === "failed") this.#fail(answer.reason, answer.isFailedSync);
      };
      thread.onerror = () => resolve();
      thread.postMessage({ kind } satisfies Order);
    });
  }

  #start(): void {
    this.#isRunning = true;
    this.#startedAt = this.#events.clock.monotonic();
    this.#thread ??= this.#open();
    this.#thread.postMessage({ kind: "copy", path: this.#path } satisfies Order);
  }

  #open(): Worker {
    const thread = new Worker(new URL("./checkpoint-worker.ts", import.meta.url));
    thread.onmessage = ({ data: answer }: MessageEvent<Answer>) => {
      if (answer.kind === "failed") this.#fail(answer.reason, answer.isFailedSync);
      else this.#finish();
    };
    // it has ended, and answers no more: the next pass begins with another
    thread.onerror = (event) => {
      this.#thread = undefined;
      this.#fail(event.message, false);
    };
    return thread;
  }

  /** Runs in a task of its own, so between turns. */
  #finish(): void {
    this.#isRunning = false;
    try {
      const pass = this.#raw.checkpoint.get();
      this.#frames = (pass?.log ?? 0) - (pass?.checkpointed ?? 0);
      const { clock } = this.#events;
      this.passes = { count: this.passes.count + 1, lastAt: clock.wall(), lastMs: clock.monotonic() - this.#startedAt };
      this.#events.copied();
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error), isFailedSync(error));
    }
  }

  #fail(reason: string, isFinal: boolean): void {
    this.#isRunning = false;
    if (isFinal) this.#events.syncFailed(`storage failed to sync: ${reason}`);
    else this.#tryLater(reason);
  }

  /** Also while nobody writes: room that came back is to be used, and health to turn good by itself. */
  #tryLater(reason: string): void {
    this.#events.failed(`checkpoint failed: ${reason}`);
    if (this.#isRetryPlanned) return;
    this.#isRetryPlanned = true;
    this.#events.clock.after(limits.storageRetryMs, () => {
      this.#isRetryPlanned = false;
      if (!this.#isRunning && !this.#isOver) this.#start();
    });
  }
}
