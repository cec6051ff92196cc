import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import type { Store, WorkOptions } from "../../../src/store/store.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { openIn, temporaryDirectory } from "./storage.ts";

/** Hands in works by their names, in this order; answers with the order in which they ran, those of a turn together. */
async function ran(...names: readonly string[]): Promise<string> {
  const directory = temporaryDirectory();
  const store: Store = openIn(directory, manualClock());
  const turns: string[] = [];
  let isNew = false;
  const submit = (name: string): Promise<void> => {
    const options: WorkOptions = { isWide: name.startsWith("wide"), isAhead: name.startsWith("woken") };
    return store.transact(
      "committed",
      async (tx) => {
        if (isNew || turns.length === 0) turns.push(name);
        else turns.push(`${turns.pop()} ${name}`);
        isNew = false;
        tx.afterCommit(() => {
          isNew = true;
        });
      },
      options,
    );
  };
  await Promise.all(names.map(submit));
  await store.close();
  rmSync(directory, { recursive: true });
  return turns.join(" | ");
}

test("§1 a turn runs one wide work; those that came later need not wait for the others", async () => {
  expect(await ran("wide1", "wide2", "wide3", "push1", "push2")).toBe("wide1 push1 push2 | wide2 | wide3");
});

test("§1 a wide work runs after all that came before it", async () => {
  expect(await ran("push1", "wide1", "push2", "wide2", "push3")).toBe("push1 wide1 push2 push3 | wide2");
});

test("§3 FETCHes that were woken are before both", async () => {
  expect(await ran("wide1", "push1", "woken1")).toBe("woken1 wide1 push1");
});
