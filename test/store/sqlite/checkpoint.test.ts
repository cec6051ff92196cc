import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { manualClock } from "../../support/manual-clock.ts";
import { aJob, drain } from "../contract/a-job.ts";
import { openIn, temporaryDirectory } from "./storage.ts";

/** A thread that ends before it has begun, as one whose file can't be loaded. */
class LostThread {
  onmessage: ((event: MessageEvent) => void) | undefined;
  onerror: ((event: { message: string }) => void) | undefined;

  #hasEnded = false;

  postMessage(): void {
    if (!this.#hasEnded) setImmediate(() => this.onerror?.({ message: "no such file" }));
    this.#hasEnded = true;
  }

  terminate(): void {}
}

test("§5 a checkpoint thread that can't start is told of, loses nothing, and does not hold up the close", async () => {
  const directory = temporaryDirectory();
  const warnings: string[] = [];
  const clock = manualClock();
  const store = openIn(directory, clock, { warn: (text) => warnings.push(text) });
  const thread: unknown = Reflect.get(globalThis, "Worker");
  Reflect.set(globalThis, "Worker", LostThread);
  try {
    for (let push = 0; push < 12; push++) {
      await store.transact("synced", (tx) => tx.jobs.add(aJob(`big-${push}`, { size: 2_000_000 })), { bytes: 2_000_000 });
    }
    await clock.settled();
    expect(warnings).toContain("checkpoint failed: no such file");
    await store.close();
  } finally {
    Reflect.set(globalThis, "Worker", thread);
  }
  const again = openIn(directory, clock);
  expect(await drain(again)).toHaveLength(12);
  await again.close();
  rmSync(directory, { recursive: true, force: true });
});
