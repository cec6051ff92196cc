import { test } from "bun:test";
import { manualClock, type ManualClock } from "../../support/manual-clock.ts";
import type { Opened, Subject } from "./contract.ts";

/** What a test of the contract is handed. */
export interface OnStore {
  /** The store that is open now: another one after `reopen`. */
  opened: Opened;
  readonly clock: ManualClock;
  reopen(): Promise<Opened>;
}

/** One test on a fresh storage; at its end the store's memory has to equal a rebuild. */
export function onStore(subject: Subject, title: string, body: (on: OnStore) => Promise<void>): void {
  test(title, async () => {
    const clock = manualClock();
    const on: OnStore = {
      opened: await subject.open(clock),
      clock,
      reopen: async () => (on.opened = await on.opened.reopen()),
    };
    try {
      await body(on);
      const differences = on.opened.differences();
      if (differences.length > 0) throw new Error(`memory differs from the tables: ${differences.join("; ")}`);
    } finally {
      await on.opened.dispose();
    }
  });
}
