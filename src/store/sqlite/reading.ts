import { join } from "node:path";
import { limits } from "../../limits.ts";
import { Trouble } from "../../result.ts";
import type { Reads, View } from "../ports/view.ts";
import { databaseName } from "./database.ts";
import type { CloseOrder, ReadAnswer, ReadOrder } from "./reading-worker.ts";

/** A read, and who waits for it. */
interface Asked {
  readonly order: ReadOrder;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Reading for pages, in a thread of its own, which begins with the first read. Its connection is SQLite's own and can't write; no other
 * descriptor of the database is ever opened, since closing that would drop SQLite's locks in this process.
 */
export class Reading {
  #thread: Worker | undefined;
  #whenClosed: (() => void) | undefined;
  #isOver = false;
  readonly #waiting: Asked[] = [];
  /** They take up to `limits.searchMsMax` each: all else goes before them. */
  readonly #searches: Asked[] = [];
  /** What the thread was asked for; it answers in that order. */
  readonly #asked: Asked[] = [];
  readonly #path: string;
  readonly view: View = {
    page: (ask) => this.#ask("page", ask),
    search: (ask) => this.#ask("search", ask),
    job: (ask) => this.#ask("job", ask),
    keyed: (ask) => this.#ask("keyed", ask),
    running: (ask) => this.#ask("running", ask),
    busy: (ask) => this.#ask("busy", ask),
    history: (ask) => this.#ask("history", ask),
    operations: (ask) => this.#ask("operations", ask),
    held: (ask) => this.#ask("held", ask),
    failedOf: (ask) => this.#ask("failedOf", ask),
    cronRuns: (ask) => this.#ask("cronRuns", ask),
    batches: (ask) => this.#ask("batches", ask),
    batch: (ask) => this.#ask("batch", ask),
  };

  constructor(directory: string) {
    this.#path = join(directory, databaseName);
  }

  /** Lets go of the database; what still waits is refused. */
  async close(): Promise<void> {
    this.#isOver = true;
    refuse([...this.#waiting.splice(0), ...this.#searches.splice(0)], "the storage is closed");
    const thread = this.#thread;
    if (thread === undefined) return;
    await new Promise<void>((resolve) => {
      this.#whenClosed = resolve;
      thread.postMessage({ kind: "close" } satisfies CloseOrder);
    });
    thread.terminate();
  }

  #ask<Name extends keyof Reads>(name: Name, ask: Reads[Name][0]): Promise<Reads[Name][1]> {
    if (this.#isOver) return Promise.reject(new Trouble("the storage is closed"));
    const isSearch = name === "search";
    const line = isSearch ? this.#searches : this.#waiting;
    const most = isSearch ? limits.searchesWaitingMax : limits.readsWaitingMax;
    if (line.length >= most) return Promise.reject(new Trouble(`too many pages are ${isSearch ? "searched" : "read"} just now`));
    return new Promise<Reads[Name][1]>((resolve, reject) => {
      const order: ReadOrder<Name> = { kind: "read", path: this.#path, name, ask };
      line.push({ order, resolve: resolve as (answer: unknown) => void, reject });
      this.#post();
    });
  }

  /** A few at a time, so that closing does not wait for all. */
  #post(): void {
    while (this.#asked.length < limits.readsAtOnceMax) {
      const asked = this.#waiting.shift() ?? this.#searches.shift();
      if (asked === undefined) return;
      this.#asked.push(asked);
      this.#thread ??= this.#open();
      this.#thread.postMessage(asked.order);
    }
  }

  #open(): Worker {
    const thread = new Worker(new URL("./reading-worker.ts", import.meta.url));
    thread.onmessage = ({ data: answer }: MessageEvent<ReadAnswer>) => {
      if (answer.kind === "closed") return this.#whenClosed?.();
      const asked = this.#asked.shift();
      if (answer.kind === "answer") asked?.resolve(answer.answer);
      else asked?.reject(new Trouble(answer.reason));
      this.#post();
    };
    // it has ended, and answers no more: the next read begins with another
    thread.onerror = (event) => {
      this.#thread = undefined;
      refuse(this.#asked.splice(0), `reading failed: ${event.message}`);
      this.#whenClosed?.();
      this.#post();
    };
    return thread;
  }
}

function refuse(all: readonly Asked[], reason: string): void {
  for (const { reject } of all) reject(new Trouble(reason));
}
