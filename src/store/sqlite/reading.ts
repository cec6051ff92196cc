import { join } from "node:path";
import { limits } from "../../limits.ts";
import { Trouble } from "../../result.ts";
import type { Reads, View } from "../ports/view.ts";
import { databaseName } from "./database.ts";
import type { CloseOrder, ReadAnswer, ReadOrder } from "./reading-worker.ts";

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Reading for pages, in a thread of its own, which begins with the first read. Its connection is SQLite's own and can't write; no other
 * descriptor of the database is ever opened, since closing that would drop SQLite's locks in this process.
 */
export class Reading {
  #thread: Worker | undefined;
  #count = 0;
  #whenClosed: (() => void) | undefined;
  #isOver = false;
  readonly #pending = new Map<number, Pending>();
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

  /** Lets go of the database; what is still asked for is refused. */
  async close(): Promise<void> {
    this.#isOver = true;
    const thread = this.#thread;
    if (thread === undefined) return;
    await new Promise<void>((resolve) => {
      this.#whenClosed = resolve;
      thread.postMessage({ kind: "close" } satisfies CloseOrder);
    });
    thread.terminate();
    this.#refuse("the storage is closed");
  }

  #ask<Name extends keyof Reads>(name: Name, ask: Reads[Name][0]): Promise<Reads[Name][1]> {
    if (this.#isOver) return Promise.reject(new Trouble("the storage is closed"));
    if (this.#pending.size >= limits.readsWaitingMax) return Promise.reject(new Trouble("too many pages are read just now"));
    const no = (this.#count += 1);
    this.#thread ??= this.#open();
    this.#thread.postMessage({ kind: "read", path: this.#path, no, name, ask } satisfies ReadOrder<Name>);
    return new Promise<Reads[Name][1]>((resolve, reject) => {
      this.#pending.set(no, { resolve: resolve as (answer: unknown) => void, reject });
    });
  }

  #open(): Worker {
    const thread = new Worker(new URL("./reading-worker.ts", import.meta.url));
    thread.onmessage = ({ data: answer }: MessageEvent<ReadAnswer>) => {
      if (answer.kind === "closed") return this.#whenClosed?.();
      const pending = this.#pending.get(answer.no);
      this.#pending.delete(answer.no);
      if (answer.kind === "answer") pending?.resolve(answer.answer);
      else pending?.reject(new Trouble(answer.reason));
    };
    // it has ended, and answers no more: the next read begins with another
    thread.onerror = (event) => {
      this.#thread = undefined;
      this.#refuse(event.message);
      this.#whenClosed?.();
    };
    return thread;
  }

  #refuse(reason: string): void {
    for (const { reject } of this.#pending.values()) reject(new Trouble(`reading failed: ${reason}`));
    this.#pending.clear();
  }
}
