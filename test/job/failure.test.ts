import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { backoffSeconds } from "../../src/job/backoff.ts";
import { afterFailure, type AfterFailure, type Failure, failureJson, type FailureReport, readFailure } from "../../src/job/failure.ts";
import { formatTimestamp, lastMicros, parseTimestamp } from "../../src/job/timestamp.ts";
import { Trouble } from "../../src/result.ts";
import { noon, noonText } from "./jobs.ts";

const lowest = () => 0;
const highest = (below: number) => below - 1;
const report: FailureReport = { errtype: "RuntimeError", message: "the stone broke", backtrace: ["a.rb:1", "b.rb:2"] };

/** The failure number `count` of a job, each an hour after the one before. */
function failed(retry: number, count: number): AfterFailure {
  let after = afterFailure({ retry }, report, noon, lowest);
  for (let i = 1; i < count; i++) after = afterFailure({ retry, failure: after.failure }, report, noon + i * 3_600_000_000, lowest);
  return after;
}

describe("§2 where a job goes after its failures", () => {
  test.each([
    [25, 1, "retries", 0, 25],
    [25, 2, "retries", 1, 24],
    [25, 3, "retries", 2, 23],
    [25, 25, "retries", 24, 1],
    [25, 26, "dead", 25, 0],
    [25, 27, "dead", 26, 0],
    [3, 3, "retries", 2, 1],
    [3, 4, "dead", 3, 0],
    [1, 1, "retries", 0, 1],
    [1, 2, "dead", 1, 0],
    [1, 3, "dead", 2, 0],
    [0, 1, "gone", 0, 0],
    [-1, 1, "dead", 0, 0],
    [-1, 2, "dead", 1, 0],
    [-7, 1, "dead", 0, 0],
  ] as const)("retry %p, failure number %p: %s, retry_count %p, remaining %p", (retry, count, place, retryCount, remaining) => {
    const { place: reached, failure } = failed(retry, count);
    expect({ reached, retryCount: failure.retryCount, remaining: failure.remaining }).toEqual({ reached: place, retryCount, remaining });
  });

  test("failed_at is the first failure's; next_at stands there only while a retry is due", () => {
    const second = failed(2, 2);
    expect(second.failure.failedAt).toBe(noonText);
    expect(second.failure.nextAt).toBe(formatTimestamp(second.at));
    const last = failed(2, 3);
    expect(last.failure.failedAt).toBe(noonText);
    expect(last.failure).not.toHaveProperty("nextAt");
    expect(last.at).toBe(noon + 2 * 3_600_000_000);
    expect(failed(0, 1)).toMatchObject({ place: "gone", at: noon });
    expect(failed(0, 1).failure).not.toHaveProperty("nextAt");
  });

  test.each([
    [{ retryCount: 0 }, "retries", 1, 24, noonText],
    [{ retryCount: 4, failedAt: "2020-01-01T00:00:00Z" }, "retries", 5, 20, "2020-01-01T00:00:00Z"],
    [{ retryCount: 23 }, "retries", 24, 1, noonText],
    [{ retryCount: 24 }, "dead", 25, 0, noonText],
    [{ retryCount: 1000 }, "dead", 1001, 0, noonText],
  ] as const)("a pushed failure %j counts: %s, retry_count %p, remaining %p", (pushedFailure, place, retryCount, remaining, failedAt) => {
    const after = afterFailure({ retry: 25, pushedFailure }, report, noon, lowest);
    expect(after.place).toBe(place);
    expect(after.failure).toMatchObject({ retryCount, remaining, failedAt });
  });

  test("a stored failure counts, and not the pushed one that it replaced", () => {
    const { failure } = afterFailure({ retry: 25, pushedFailure: { retryCount: 4 } }, report, noon, lowest);
    expect(afterFailure({ retry: 25, failure, pushedFailure: { retryCount: 4 } }, report, noon, lowest).failure.retryCount).toBe(6);
  });
});

describe("§2 backoff", () => {
  test.each([
    [0, 15, 44],
    [1, 16, 74],
    [2, 31, 118],
    [10, 10_015, 10_334],
    [24, 331_791, 332_516],
  ])("failure %p is retried after %p to %p seconds", (count, least, most) => {
    expect(backoffSeconds(count, lowest)).toBe(least);
    expect(backoffSeconds(count, highest)).toBe(most);
  });
  test("the dice have thirty sides", () => {
    const asked: number[] = [];
    backoffSeconds(3, (below) => asked.push(below));
    expect(asked).toEqual([30]);
  });
  test("due at the moment of the failure and the backoff; 25 retries take about 21 days", () => {
    let at = noon;
    let after = afterFailure({ retry: 25 }, report, at, highest);
    for (; after.place === "retries"; after = afterFailure({ retry: 25, failure: after.failure }, report, at, highest)) {
      expect(after.at - at).toBe(backoffSeconds(after.failure.retryCount, highest) * 1_000_000);
      at = after.at;
    }
    expect((at - noon) / 86_400_000_000).toBeCloseTo(20.5, 0);
  });
  test("a retry that would be due beyond the year 9999 is due at its end", () => {
    const after = afterFailure({ retry: 5_000, pushedFailure: { retryCount: 4_000 } }, report, noon, lowest);
    expect(after).toMatchObject({ place: "retries", at: lastMicros });
    expect(parseTimestamp(after.failure.nextAt ?? "")).toBe(lastMicros);
  });
});

describe("§2 what is kept of a report", () => {
  const kept = (given: FailureReport) => afterFailure({ retry: 5 }, given, noon, lowest).failure;
  test.each([
    ["nothing", {}, "unknown", "unknown"],
    ["empty texts", { errtype: "", message: "" }, "unknown", "unknown"],
    ["white space around errtype", { errtype: " \n\tOops\r\n ", message: " as it is \n" }, "Oops", " as it is \n"],
    ["white space alone as errtype", { errtype: " \t\n", message: " " }, "unknown", " "],
    ["100 and 1000 characters", { errtype: "e".repeat(100), message: "m".repeat(1000) }, "e".repeat(100), "m".repeat(1000)],
    ["101 and 1001 characters", { errtype: "e".repeat(101), message: "m".repeat(1001) }, "e".repeat(100), "m".repeat(1000)],
    [
      "an emoji as the last",
      { errtype: `${"e".repeat(99)}😀x`, message: `${"m".repeat(999)}😀x` },
      `${"e".repeat(99)}😀`,
      `${"m".repeat(999)}😀`,
    ],
    ["an emoji behind the last", { errtype: `${"e".repeat(100)}😀`, message: `${"m".repeat(1000)}😀` }, "e".repeat(100), "m".repeat(1000)],
    ["emoji only", { errtype: "😀".repeat(101), message: "😀".repeat(1001) }, "😀".repeat(100), "😀".repeat(1000)],
    [
      "lone surrogates",
      { errtype: "\ud83d".repeat(101), message: `${"m".repeat(999)}\ud83d` },
      "\ud83d".repeat(100),
      `${"m".repeat(999)}\ud83d`,
    ],
    ["characters of three bytes", { errtype: "日".repeat(101), message: "本".repeat(1001) }, "日".repeat(100), "本".repeat(1000)],
  ])("%s", (_, given, errtype, message) => expect(kept(given)).toMatchObject({ errtype, message }));

  test("no more than 1,000 characters of a line of the backtrace, and none of them split", () => {
    const backtrace = ["b".repeat(1_000), "b".repeat(1_001), `${"b".repeat(999)}😀x`, ""];
    expect(kept({ backtrace }).backtrace).toEqual(["b".repeat(1_000), "b".repeat(1_000), `${"b".repeat(999)}😀`, ""]);
  });

  test("no more than 50 lines of the backtrace; none where there is none", () => {
    const lines = Array.from({ length: 51 }, (_, i) => `line ${i}`);
    expect(kept({ backtrace: lines }).backtrace).toEqual(lines.slice(0, 50));
    expect(kept({ backtrace: lines.slice(0, 50) }).backtrace).toEqual(lines.slice(0, 50));
    expect(kept({ backtrace: [] })).not.toHaveProperty("backtrace");
    expect(kept({})).not.toHaveProperty("backtrace");
  });
});

describe("§2 a failure as JSON", () => {
  test("has the names of the wire, and only the members there are", () => {
    const failure: Failure = { retryCount: 2, remaining: 1, failedAt: noonText, message: "m", errtype: "e" };
    expect(failureJson(failure)).toBe(`{"retry_count":2,"remaining":1,"failed_at":"${noonText}","message":"m","errtype":"e"}`);
    expect(failureJson({ ...failure, nextAt: "n", backtrace: ["a"] })).toBe(
      `{"retry_count":2,"remaining":1,"failed_at":"${noonText}","next_at":"n","message":"m","errtype":"e","backtrace":["a"]}`,
    );
  });
  test("is read as it was written, whatever its texts hold", () => {
    const unit = fc.constantFrom("a", " ", "\n", "\u0000", '"', "\\", "é", "😀", "\ud800", "\udfff", "\u2028");
    const text = fc.string({ unit, maxLength: 12 });
    fc.assert(
      fc.property(text, text, fc.array(text, { maxLength: 3 }), fc.boolean(), (message, errtype, backtrace, isDue) => {
        const failure = {
          retryCount: 1,
          remaining: 0,
          failedAt: noonText,
          message,
          errtype,
          ...(isDue ? { nextAt: noonText, backtrace } : {}),
        };
        expect(failureJson(failure)).toSatisfy((json) => json.isWellFormed());
        expect(readFailure(failureJson(failure))).toEqual(failure);
      }),
    );
  });
  test.each(["", "{", "null", "[]", "7", "{}", `{"retry_count":"1"}`])("%j is trouble: the storage was damaged", (json) => {
    expect(() => readFailure(json)).toThrow(Trouble);
  });
  test.each(["retry_count", "remaining", "failed_at", "next_at", "message", "errtype", "backtrace"])(
    "so is one with a wrong %s",
    (name) => {
      const whole = JSON.parse(
        failureJson({ retryCount: 1, remaining: 0, failedAt: "f", nextAt: "n", message: "m", errtype: "e", backtrace: [] }),
      );
      expect(() => readFailure(JSON.stringify({ ...whole, [name]: [7] }))).toThrow(Trouble);
    },
  );
});
