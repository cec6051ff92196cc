import { expect, test } from "bun:test";
import { count, duration } from "../../ui/numbers.ts";

test.each([
  [0, "0 s"],
  [0.9, "0 s"],
  [-3, "0 s"],
  [59, "59 s"],
  [60, "1 min"],
  [3_599, "59 min 59 s"],
  [3_605, "1 h"],
  [90_000, "1 d 1 h"],
  [86_460, "1 d"],
])("§8 %p seconds read as %p", (seconds, text) => expect(duration(seconds)).toBe(text));

test("§8 a count is exact", () => expect(count(12_045_551)).toBe("12,045,551"));
