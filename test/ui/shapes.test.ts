import { describe, expect, test } from "bun:test";
import type { Sample } from "../../src/engine/shown.ts";
import { allDays } from "../../ui/parts/days-chart.tsx";
import { stepsOf } from "../../ui/parts/live-chart.tsx";
import { bars, roundUp, stepArea, stepLine } from "../../ui/shapes.ts";
import { noon } from "../support/manual-clock.ts";

describe("§8 charts", () => {
  test.each([
    [0, 1],
    [1, 1],
    [1.5, 2],
    [46, 50],
    [51, 100],
    [200, 200],
    [1_204_551, 2_000_000],
  ])("an axis has room for %d up to %d", (value, end) => expect(roundUp(value)).toBe(end));

  test("a line has a step where the value changes, and only there", () => {
    expect(stepLine([0, 0, 10, 5], 10)).toBe("M0 200H2V0H3V100H4");
    expect(stepLine([10], 10, 298)).toBe("M298 0H299");
    expect(stepLine([], 10)).toBe("");
  });

  test("an area is closed at the ground", () => {
    expect(stepArea([10, 5], 10, 7)).toBe("M7 0H8V100H9V200H7Z");
    expect(stepArea([], 10)).toBe("");
  });

  test("a bar is seen where there is anything, and not where there is nothing", () => {
    expect(bars([10, 0, 1], 1_000_000)).toBe("M1 200V199h8V200ZM21 200V199h8V200Z");
    expect(bars([5], 10, 3)).toBe("M31 200V100h8V200Z");
  });

  const sample = (processed: number, failures: number, second = 0): Sample => ({
    at: noon + second * 1_000_000,
    processed,
    failures,
    queued: 0,
    working: 0,
    scheduled: 0,
    retries: 0,
    dead: 0,
  });

  test("a step is what came between two samples; after a FLUSH it is nothing", () => {
    expect(stepsOf([sample(5, 1), sample(12, 1, 1), sample(3, 0, 3)])).toEqual([
      { seconds: 1, processed: 7, failed: 0 },
      { seconds: 2, processed: 0, failed: 0 },
    ]);
    expect(stepsOf([sample(5, 1)])).toEqual([]);
    expect(stepsOf([])).toEqual([]);
  });

  test("days on which nothing was settled are days too", () => {
    const history = [{ day: "2026-01-13", processed: 3, failures: 1 }];
    expect(allDays(history, 4, noon).map(({ day, processed }) => [day, processed])).toEqual([
      ["2026-01-12", 0],
      ["2026-01-13", 3],
      ["2026-01-14", 0],
      ["2026-01-15", 0],
    ]);
  });
});
