import { expect, test } from "bun:test";
import fc from "fast-check";
import { limits } from "../../src/limits.ts";
import { faultText, type Position, skipSpace, skipValue, tooDeep } from "../../src/job/scan.ts";
import { pick, rollOf, spaceText, valueText } from "./json-text.ts";
import { bytesOf, seeds } from "./jobs.ts";

/** The end of the one value in a text, or a fault. */
function scan(text: string): Position {
  const bytes = bytesOf(text);
  const end = skipValue(bytes, skipSpace(bytes, 0), 0);
  if (end < 0) return end;
  const behind = skipSpace(bytes, end);
  return behind === bytes.length ? end : ~behind;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function disagreement(text: string): string | undefined {
  return scan(text) >= 0 === isJson(text) ? undefined : text;
}

test("§1 the scanner takes what the grammar takes: every short text over its alphabet", () => {
  const alphabet = [...'{}[]",:0-1.eE+ \\utrn\n'];
  const texts = [
    "true",
    "[null]",
    "-0.5e+10",
    `"\\u00e9"`,
    "nul",
    "truex",
    "01",
    "+1",
    "\u00a01",
    "\ufeff1",
    "1\u2028",
    `"\u2028"`,
    `"\u007f"`,
  ];
  const wrong: string[] = [];
  const grow = (text: string, left: number): void => {
    for (const character of alphabet) {
      const longer = text + character;
      if (disagreement(longer) !== undefined) wrong.push(longer);
      if (left > 1) grow(longer, left - 1);
    }
  };
  grow("", 4);
  for (const start of [`{"":`, `"\\u00`, "[1,", "-1e", `{"a":1`]) grow(start, 2);
  for (const text of texts) if (disagreement(text) !== undefined) wrong.push(text);
  expect(wrong).toEqual([]);
});

const mutations = [...'{}[]",:0123456789-+.eE \t\n\r\\/ubfnrtalsé\u0000\u001f\u2028'];

function mutated(text: string, seed: number): string {
  const roll = rollOf(seed);
  let result = text;
  for (let count = roll(4); count > 0; count--) {
    const at = roll(result.length + 1);
    result = result.slice(0, at) + pick(roll, [pick(roll, mutations), ""]) + result.slice(at + roll(2));
  }
  return result;
}

test("§1 the scanner agrees with JSON.parse on mutated texts", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const roll = rollOf(seed);
      const text = mutated(`${spaceText(roll)}${valueText(roll, 3)}${spaceText(roll)}`, seed);
      expect(disagreement(text.toWellFormed())).toBeUndefined();
    }),
    { numRuns: 10_000 },
  );
});

test("§1 a value that is whole ends exactly where it ends, whatever follows", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const roll = rollOf(seed);
      const text = valueText(roll, 3);
      const bytes = bytesOf(`${text}${pick(roll, [",", "]", "}", " ", "\n"])}`);
      expect(skipValue(bytes, 0, 0)).toBe(bytes.length - 1);
    }),
    { numRuns: 2_000 },
  );
});

test("§1 a value that is cut anywhere is refused, and never read beyond its end", () => {
  const bytes = bytesOf(`{"a":[1.5e3,"\\u00e9\\n",{"b":true}],"é":null,"c":false}`);
  for (let end = 0; end < bytes.length; end++) {
    const cut = bytes.subarray(0, end);
    const fault = skipValue(cut, 0, 0);
    expect(fault).toBeLessThan(0);
    expect(faultText(cut, fault)).toBe("unexpected end");
  }
});

const most = limits.nestingLevelsMax;

test.each([
  ["lists", "[", "]"],
  ["objects", `{"a":`, "}"],
])("§1 %s may be nested 512 levels deep and no deeper", (_, open, close) => {
  expect(scan(open.repeat(most) + "1" + close.repeat(most))).toBeGreaterThan(0);
  expect(scan(open.repeat(most + 1) + "1" + close.repeat(most + 1))).toBe(tooDeep);
});

test("§1 empty containers count as levels too", () => {
  expect(scan("[".repeat(most) + "]".repeat(most))).toBeGreaterThan(0);
  expect(scan("[".repeat(most - 1) + "{}" + "]".repeat(most - 1))).toBeGreaterThan(0);
  expect(scan("[".repeat(most) + "{}" + "]".repeat(most))).toBe(tooDeep);
});

test("§1 a million open brackets are refused like any other", () => {
  expect(scan("[".repeat(1_000_000))).toBe(tooDeep);
});

test.each([
  ["[1 2]", "unexpected character 2 at position 3"],
  ["[1,]", "unexpected character ] at position 3"],
  [`{"a" 1}`, "unexpected character 1 at position 5"],
  ["[\n1\u0001]", "unexpected byte 0x01 at position 3"],
  [`"a\nb"`, "unexpected byte 0x0a at position 2"],
  ["é", "unexpected byte 0xc3 at position 0"],
  [`"\\x"`, "unexpected character x at position 2"],
  [`"\\u12g4"`, "unexpected character g at position 5"],
  ["tru", "unexpected end"],
  ["", "unexpected end"],
])("§1 the fault in %j is told as %j", (text, expected) => {
  expect(faultText(bytesOf(text), scan(text))).toBe(expected);
});
