import type { AnswersAfter, Store, Tx, WorkOptions } from "../../src/store/store.ts";
import { JoinedTx } from "./joined-tx.ts";

interface Submitted {
  readonly answersAfter: AnswersAfter;
  readonly bytes: number;
  readonly run: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A store that does what the port allows and SQLite does not: the works of one turn of the event loop run at the same time, in one
 * transaction, and their calls of one method are joined. A rule that reads and then writes across an await fails on it.
 */
export function interleaving(inner: Store): Store {
  let ahead: Submitted[] = [];
  let waiting: Submitted[] = [];
  let open = 0;

  function transact<T>(answersAfter: AnswersAfter, work: (tx: Tx) => Promise<T>, options: WorkOptions = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (ahead.length + waiting.length === 0) setImmediate(flush);
      const take = (value: unknown) => resolve(value as T);
      (options.isAhead === true ? ahead : waiting).push({ answersAfter, bytes: options.bytes ?? 0, run: work, resolve: take, reject });
    });
  }

  function flush(): void {
    const works = [...ahead, ...waiting];
    ahead = [];
    waiting = [];
    open += 1;
    void runTogether(inner, works).finally(() => {
      open -= 1;
    });
  }

  async function inSlices(_kind: "timed" | "wide", step: (tx: Tx) => Promise<boolean>): Promise<void> {
    let hasMore = true;
    while (hasMore) hasMore = await transact("synced", step);
  }

  return {
    transact,
    inSlices,
    read: (read) => inner.read(read),
    onReady: (listener) => inner.onReady(listener),
    now: () => inner.now(),
    health: () => inner.health(),
    space: () => inner.space(),
    facts: () => inner.facts(),
    close: async () => {
      while (ahead.length + waiting.length + open > 0) await new Promise<void>((resolve) => setImmediate(resolve));
      await inner.close();
    },
  };
}

/** Runs works in one transaction; where one throws, nothing of it stays, and they run again one by one. */
async function runTogether(inner: Store, works: readonly Submitted[]): Promise<void> {
  const bytes = works.reduce((sum, work) => sum + work.bytes, 0);
  const answersAfter = works.some((work) => work.answersAfter === "synced") ? "synced" : "committed";
  try {
    const values = await inner.transact(answersAfter, (tx) => new JoinedTx(tx).run(works.map((work) => work.run)), { bytes });
    works.forEach((work, index) => work.resolve(values[index]));
  } catch (error) {
    if (works.length > 1) for (const work of works) await runTogether(inner, [work]);
    else works[0]?.reject(error);
  }
}
