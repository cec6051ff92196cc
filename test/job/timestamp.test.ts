import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { formatTimestamp, lastMicros, parseTimestamp, stampTimestamp, timestampLength } from "../../src/job/timestamp.ts";
import { noon, noonText, textOf } from "./jobs.ts";

describe("§2 RFC 3339 is read to the microsecond", () => {
  test.each([
    ["1970-01-01T00:00:00Z", 0],
    [noonText, noon],
    ["2026-01-02T03:04:05Z", 1_767_323_045_000_000],
    ["2026-01-02T03:04:05.6Z", 1_767_323_045_600_000],
    ["2026-01-02T03:04:05.678Z", 1_767_323_045_678_000],
    ["2026-01-02T03:04:05.678901234Z", noon],
    ["2026-01-02T03:04:05.000000999Z", 1_767_323_045_000_000],
    ["2026-01-02T05:04:05.678901+02:00", noon],
    ["2026-01-01T21:34:05.678901-05:30", noon],
    ["2026-01-02T03:04:05.678901-00:00", noon],
    ["2026-01-03T03:03:05.678901+23:59", noon],
    ["2026-01-02t03:04:05.678901z", noon],
    ["2024-02-29T00:00:00Z", 1_709_164_800_000_000],
    ["2000-02-29T23:59:59Z", 951_868_799_000_000],
    ["1969-12-31T23:59:59.999999Z", -1],
    ["2016-12-31T23:59:60Z", 1_483_228_800_000_000],
    ["2017-01-01T00:59:60+01:00", 1_483_228_800_000_000],
    ["9999-12-31T23:59:59Z", lastMicros],
    ["0001-01-01T00:00:00Z", -62_135_596_800_000_000],
  ])("%s", (text, micros) => expect(parseTimestamp(text)).toBe(micros));
});

test.each([
  "",
  "now",
  "1767323045",
  "2026-01-02",
  "2026-01-02T03:04Z",
  "2026-01-02T03:04:05",
  "2026-01-02 03:04:05Z",
  "2026-01-02T03:04:05 Z",
  " 2026-01-02T03:04:05Z",
  "2026-01-02T03:04:05Z ",
  "2026-01-02T03:04:05Z\n",
  "26-01-02T03:04:05Z",
  "02026-01-02T03:04:05Z",
  "+2026-01-02T03:04:05Z",
  "2026-1-2T03:04:05Z",
  "2026-00-02T03:04:05Z",
  "2026-13-01T03:04:05Z",
  "2026-01-00T03:04:05Z",
  "2026-01-32T03:04:05Z",
  "2026-02-29T03:04:05Z",
  "2026-02-30T03:04:05Z",
  "1900-02-29T03:04:05Z",
  "2026-04-31T03:04:05Z",
  "2026-01-02T24:00:00Z",
  "2026-01-02T03:60:05Z",
  "2026-01-02T03:04:60Z",
  "2026-01-02T23:59:60+01:00",
  "2026-01-02T23:59:61Z",
  "2026-01-02T03:04:05.Z",
  "2026-01-02T03:04:05,5Z",
  "2026-01-02T03:04:05.1234567890Z",
  "2026-01-02T03:04:05+0100",
  "2026-01-02T03:04:05+1:00",
  "2026-01-02T03:04:05+24:00",
  "2026-01-02T03:04:05+01:60",
  "2026-01-02T03:04:05ZZ",
  "２026-01-02T03:04:05Z",
])("§2 %j is no time", (text) => expect(parseTimestamp(text)).toBeUndefined());

describe("§2 times are written in UTC with Z", () => {
  const moments = fc.maxSafeInteger();
  test("as the platform writes them, with three more digits", () => {
    fc.assert(
      fc.property(moments, (at) => {
        const milliseconds = Math.floor(at / 1000);
        const expected = `${new Date(milliseconds).toISOString().slice(0, -1)}${String(at - milliseconds * 1000).padStart(3, "0")}Z`;
        expect(formatTimestamp(at)).toBe(expected);
        const bytes = new Uint8Array(timestampLength + 2).fill(0x2a);
        stampTimestamp(bytes, 1, at);
        expect(textOf(bytes)).toBe(`*${expected}*`);
        expect(parseTimestamp(expected)).toBe(at);
      }),
      { numRuns: 5_000 },
    );
  });
  test("on every day of 400 years", () => {
    const dayMicros = 86_400_000_000;
    for (let day = -719_162; day < -719_162 + 146_098; day++) {
      const text = new Date((day * dayMicros) / 1000).toISOString().slice(0, 10);
      if (formatTimestamp(day * dayMicros) !== `${text}T00:00:00.000000Z`) throw new Error(`day ${day} is ${text}`);
      if (parseTimestamp(`${text}T00:00:00Z`) !== day * dayMicros) throw new Error(`${text} is day ${day}`);
    }
  });
});
