import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { limits } from "../../src/limits.ts";
import { admit } from "../../src/job/admission.ts";
import { admitAll, type PushEntry } from "../../src/job/bulk-admission.ts";
import { rollOf, spaceText, valueText } from "./json-text.ts";
import { bytesOf, jobText, noon, refusalOf, seeds, valueOf } from "./jobs.ts";

function all(text: string) {
  return admitAll(bytesOf(text), noon);
}

/** Entries as the answer would show them. */
function told(entries: readonly PushEntry[]): [string, string][] {
  return entries.map(({ jid, result }) => [jid, result.ok ? "stored" : result.message]);
}

test("§3 PUSHB of nothing is an empty list", () => {
  expect(valueOf(all("[]"))).toEqual([]);
  expect(valueOf(all(" [ ] "))).toEqual([]);
});

test("§3 PUSHB admits each job exactly as PUSH does, in order", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const roll = rollOf(seed);
      const texts = Array.from({ length: 1 + roll(5) }, (_, i) => {
        const edits = roll(2) === 0 ? {} : { retry: "null", queue: undefined, reserve_for: "null" };
        return jobText({ jid: `"job-${i}-${i}${i}"`, args: `[${valueText(roll, 3)}]`, x: valueText(roll, 3), ...edits });
      });
      const list = `[${texts.map((text) => spaceText(roll) + text + spaceText(roll)).join(",")}]`;
      const expected = texts.map((text) => admit(bytesOf(text), noon));
      expect(valueOf(all(list)).map((entry) => entry.result)).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

describe("§3 PUSHB: one job's error is that job's", () => {
  test("a broken rule, and a wrong type where there is a jid", () => {
    const entries = valueOf(
      all(
        `[${[jobText(), jobText({ jid: `"short"` }), jobText({ jid: `"87654321"`, args: "null" }), jobText({ retry: "1.5" })].join(", ")}]`,
      ),
    );
    expect(told(entries)).toEqual([
      ["12345678", "stored"],
      ["short", "jobs must have a reasonable jid parameter"],
      ["87654321", "jobs must have an args parameter"],
      ["12345678", "invalid JSON: retry must be a 64-bit integer"],
    ]);
  });
  test.each([undefined, "null", `""`])("a job with the jid %s stands under an empty key", (jid) => {
    expect(told(valueOf(all(`[${jobText({ jid })},${jobText()}]`)))).toEqual([
      ["", "jobs must have a reasonable jid parameter"],
      ["12345678", "stored"],
    ]);
  });
  test("jobs without a jid share one entry, however many there are", () => {
    const entries = valueOf(all(`[${"{},".repeat(10_000)}${jobText()}]`));
    expect(told(entries)).toEqual([
      ["", "jobs must have a reasonable jid parameter"],
      ["12345678", "stored"],
    ]);
  });
});

describe("§3 PUSHB is refused as a whole", () => {
  test.each([
    ["", "unexpected end"],
    ["{}", "the jobs must be an array"],
    [jobText(), "the jobs must be an array"],
    ["null", "the jobs must be an array"],
    ["[", "unexpected end"],
    [`[${jobText()}`, "unexpected end"],
    [`[${jobText()},]`, `unexpected character ] at position ${jobText().length + 2}`],
    [`[${jobText()} ${jobText()}]`, `unexpected character { at position ${jobText().length + 2}`],
    [`[${jobText()}] x`, `unexpected character x at position ${jobText().length + 3}`],
    [`[${jobText()},{"jid"}]`, `unexpected character } at position ${jobText().length + 8}`],
    [`[${jobText()},[]]`, "job 2 must be an object"],
    [`[null]`, "job 1 must be an object"],
    [`["12345678"]`, "job 1 must be an object"],
    [`[${jobText()},nul]`, `unexpected character ] at position ${jobText().length + 5}`],
    [`[${jobText({ jid: undefined, args: "{}" })}]`, "args must be an array"],
    [`[${jobText({ jid: "null", retry: "true" })}]`, "retry must be a 64-bit integer"],
    [`[${jobText()},${jobText({ jid: `""`, retry: "true" })}]`, "retry must be a 64-bit integer"],
    [`[${jobText()},${jobText({ jid: "12345678" })}]`, "jid must be a string"],
  ])("%s: %s", (text, fault) => expect(refusalOf(all(text))).toBe(`invalid JSON: ${fault}`));
});

test("§1 nesting counts over the whole list", () => {
  const most = limits.nestingLevelsMax - 2;
  const list = (levels: number) => `[${jobText({ args: "[".repeat(levels) + "]".repeat(levels) })}]`;
  expect(told(valueOf(all(list(most))))).toEqual([["12345678", "stored"]]);
  expect(refusalOf(all(list(most + 1)))).toBe("invalid JSON: nested deeper than 512 levels");
  const element = (levels: number) => `[${jobText()},${"[".repeat(levels)}${"]".repeat(levels)}]`;
  expect(refusalOf(all(element(limits.nestingLevelsMax)))).toBe("invalid JSON: nested deeper than 512 levels");
});

test("§3 a stored job of a PUSHB keeps nothing of the line it came in", () => {
  const line = bytesOf(`[${jobText()},${jobText({ queue: "null" })}]`);
  for (const { result } of valueOf(admitAll(line, noon))) {
    const { payload } = valueOf(result);
    expect(payload.buffer).not.toBe(line.buffer);
    expect(payload.buffer.byteLength).toBe(payload.length);
  }
});
