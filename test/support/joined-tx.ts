import type { Tx } from "../../src/store/store.ts";

interface Call {
  readonly method: string;
  readonly work: JoinedWork;
  readonly run: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface JoinedWork {
  /** Its calls that are not answered yet; it is blocked while there are any. */
  pending: number;
}

/**
 * Works that run at the same time on one transaction. Once each of them waits for a call, the calls are made, those of one method
 * together in the order in which they came, and then all are answered.
 */
export class JoinedTx {
  readonly #tx: Tx;
  readonly #running = new Set<JoinedWork>();
  #calls: Call[] = [];

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  /** Runs `works` to their ends; where one of them throws, throws its error once all have ended. */
  async run(works: readonly ((tx: Tx) => Promise<unknown>)[]): Promise<unknown[]> {
    const runs = works.map((work) => {
      const joined: JoinedWork = { pending: 0 };
      this.#running.add(joined);
      return work(this.#txFor(joined)).finally(() => {
        this.#running.delete(joined);
        this.#proceed();
      });
    });
    const ends = await Promise.allSettled(runs);
    return ends.map((end) => {
      if (end.status === "rejected") throw end.reason;
      return end.value;
    });
  }

  #txFor(work: JoinedWork): Tx {
    return new Proxy(this.#tx, {
      get: (tx, name) => {
        const value: unknown = Reflect.get(tx, name);
        return typeof value === "object" && value !== null ? this.#portFor(work, String(name), value) : value;
      },
    });
  }

  #portFor(work: JoinedWork, portName: string, port: object): object {
    return new Proxy(port, {
      get: (_, name) => {
        const method: unknown = Reflect.get(port, name);
        if (typeof method !== "function") return method;
        return (...args: unknown[]) =>
          new Promise((resolve, reject) => {
            const run = async (): Promise<unknown> => Reflect.apply(method, port, args);
            this.#calls.push({ method: `${portName}.${String(name)}`, work, run, resolve, reject });
            work.pending += 1;
            this.#proceed();
          });
      },
    });
  }

  /** Makes the calls once no work can go on without an answer. */
  #proceed(): void {
    // In a microtask, since a work may be about to make more calls beside the one that came last.
    queueMicrotask(() => {
      const isBlocked = this.#running.size > 0 && [...this.#running].every((work) => work.pending > 0);
      if (!isBlocked || this.#calls.length === 0) return;
      const calls = this.#calls;
      this.#calls = [];
      void this.#make(calls);
    });
  }

  async #make(calls: readonly Call[]): Promise<void> {
    const answers: (() => void)[] = [];
    for (const joined of Map.groupBy(calls, (call) => call.method).values()) {
      for (const { run, resolve, reject } of joined) {
        answers.push(
          await run().then(
            (value) => () => resolve(value),
            (error: unknown) => () => reject(error),
          ),
        );
      }
    }
    for (const call of calls) call.work.pending -= 1;
    for (const answer of answers) answer();
  }
}
