import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { manualClock, noon } from "../../support/manual-clock.ts";
import { aJob } from "../../support/engine.ts";
import { openIn, temporaryDirectory } from "./storage.ts";

test("§4 a lease from when the wall clock stood at 1970 has ended, and finding that out takes no time", async () => {
  const directory = temporaryDirectory();
  try {
    const before = openIn(directory, manualClock(0));
    await before.transact("committed", async (tx) => {
      await tx.jobs.add(aJob("reserved"));
      await tx.jobs.reserve("q", { wid: "", secondsFor: () => 60 });
    });
    await before.close();

    const after = openIn(directory, manualClock(noon));
    const from = performance.now();
    const lapsed = await after.transact("committed", (tx) => tx.jobs.lapsed(10));
    expect(lapsed.map((job) => job.jid)).toEqual(["reserved"]);
    expect(performance.now() - from).toBeLessThan(2_000);
    await after.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
