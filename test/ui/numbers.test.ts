import { describe, expect, test } from "bun:test";
import { about, bytes, change, compact, count, counted, duration, rate } from "../../ui/numbers.ts";

describe("§8 numbers as people read them", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1_234_567, "1,234,567"],
  ])("%d is %p", (value, text) => expect(count(value)).toBe(text));

  test.each([
    [9_204, "9,204"],
    [10_000, "10k"],
    [999_499, "999k"],
    [999_500, "1.0M"],
    [1_204_551, "1.2M"],
    [88_104_233, "88M"],
    [2_500_000_000, "2.5G"],
  ])("%d is %p where there is little room", (value, text) => expect(compact(value)).toBe(text));

  test.each([
    [1_910, "+1,910"],
    [-820, "−820"],
    [0, "±0"],
  ])("%d as a change is %p", (value, text) => expect(change(value)).toBe(text));

  test.each([
    [0, "0.0"],
    [31.84, "31.8"],
    [99.96, "100"],
    [1_240.2, "1,240"],
  ])("%d a second is %p", (value, text) => expect(rate(value)).toBe(text));

  test.each([
    [0, "0 s"],
    [0.9, "0 s"],
    [59, "59 s"],
    [60, "1 min"],
    [61, "1 min 1 s"],
    [3_600, "1 h"],
    [3_661, "1 h 1 min"],
    [90_000, "1 d 1 h"],
    [86_400 * 3 + 59, "3 d"],
    [-5, "0 s"],
  ])("%d seconds are %p", (seconds, text) => expect(duration(seconds)).toBe(text));

  test.each([
    [89, "1 min 29 s"],
    [725, "12 min"],
    [12, "12 s"],
    [5_280, "1 h 28 min"],
  ])("%d seconds are about %p", (seconds, text) => expect(about(seconds)).toBe(text));

  test.each([
    [0, "0 B"],
    [1_023, "1023 B"],
    [1_024, "1.0 KB"],
    [3_250_586, "3.1 MB"],
    [104_857_600, "100 MB"],
  ])("%d bytes are %p", (value, text) => expect(bytes(value)).toBe(text));

  test("one is one", () => {
    expect([counted(1, "job"), counted(2, "job"), counted(1_204, "queue")]).toEqual(["1 job", "2 jobs", "1,204 queues"]);
    expect(counted(2, "process", "processes")).toBe("2 processes");
  });
});
