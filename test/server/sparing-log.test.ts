import { expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { sparing } from "../../src/log.ts";
import { manualClock } from "../support/manual-clock.ts";
import { logInto } from "../support/server.ts";

test("§6 of warnings that come by the thousand some are written each second, and the number of the others", async () => {
  const [clock, logged] = [manualClock(), [] as string[]];
  const log = sparing(logInto(logged), clock);
  const most = limits.warningsPerSecondMax;
  for (let count = 1; count <= most + 5; count++) log.warn(`job ${count}`);
  log.error("one that is none of them");
  expect(logged).toEqual([...Array.from({ length: most }, (_, index) => `warn job ${index + 1}`), "error one that is none of them"]);
  await clock.advance(1_000);
  expect(logged.at(-1)).toBe("warn 5 more warnings like these were left out within a second");
  log.warn("a second later");
  await clock.advance(5_000);
  expect(logged.slice(-2)).toEqual([expect.stringContaining("left out"), "warn a second later"]);
});
