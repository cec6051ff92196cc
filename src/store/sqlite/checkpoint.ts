import { join } from "node:path";
import { limits } from "../../limits.ts";
import { databaseName } from "./database.ts";
import type { RawStatements } from "./raw.ts";

/** What the thread answers once its connection is closed. */
const closed = "closed";
const frameBytes = 4096 + 24;
/** How much a turn has to have written, by its own estimate, before the log's length is looked up again. */
const lookAfterBytes = 1024 * 1024;

/**
 * Keeps the log short. Triggered by its length, not by a timer: a thread copies most of it while turns go on, then one pass between
 * two turns copies the tail, so that the log starts again at its beginning.
 */
export class Checkpoint {
  #thread: Worker | undefined;
  #isRunning = false;
  #written = 0;
  #frames = 0;
  readonly #path: string;
  readonly #raw: RawStatements;
  readonly #onTrouble: (reason: string) => void;

  /** `onTrouble` hears why a pass failed; the log then grows, and the next pass tries again. */
  constructor(directory: string, raw: RawStatements, onTrouble: (reason: string) => void) {
    this.#path = join(directory, databaseName);
    this.#raw = raw;
    this.#onTrouble = onTrouble;
  }

  get logBytes(): number {
    return this.#frames * frameBytes;
  }

  /** A turn was committed that wrote about `bytes`. */
  afterCommit(bytes: number): void {
    this.#written += bytes;
    if (this.#written < lookAfterBytes || this.#isRunning) return;
    this.#written = 0;
    this.#frames = this.#raw.logFrames.get()?.log ?? 0;
    if (this.logBytes >= limits.logBytesCheckpoint) this.#start();
  }

  /** Lets the thread finish its pass, close its connection and end. */
  async close(): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return;
    await new Promise<void>((resolve) => {
      thread.onmessage = ({ data: answer }: MessageEvent<string>) => {
        if (answer === closed) resolve();
      };
      thread.onerror = () => resolve();
      thread.postMessage("");
    });
    thread.terminate();
  }

  #start(): void {
    this.#isRunning = true;
    this.#thread ??= this.#open();
    this.#thread.postMessage(this.#path);
  }

  #open(): Worker {
    const thread = new Worker(new URL("./checkpoint-worker.ts", import.meta.url));
    thread.onmessage = ({ data: reason }: MessageEvent<string>) => this.#finish(reason);
    thread.onerror = (event) => this.#finish(event.message);
    return thread;
  }

  /** Runs in a task of its own, so between turns. */
  #finish(reason: string): void {
    this.#isRunning = false;
    if (reason !== "") {
      this.#onTrouble(`checkpoint failed: ${reason}`);
      return;
    }
    try {
      const pass = this.#raw.checkpoint.get();
      this.#frames = (pass?.log ?? 0) - (pass?.checkpointed ?? 0);
    } catch (error) {
      this.#onTrouble(`checkpoint failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
