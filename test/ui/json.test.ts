import { expect, test } from "bun:test";
import fc from "fast-check";
import { membersOf, pretty } from "../../ui/json.ts";
import { rollOf, valueText } from "../job/json-text.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("§8 a job's JSON is laid out token by token", () => {
  expect(pretty(`[9007199254740993,{"a":1.0,"a":-0e5},[],{},"x\\"],{"]`)).toBe(
    `[\n  9007199254740993,\n  {\n    "a": 1.0,\n    "a": -0e5\n  },\n  [],\n  {},\n  "x\\"],{"\n]`,
  );
  expect(pretty("null")).toBe("null");
});

test("§8 what would be far longer laid out is shown as it is", () => {
  const far = `${"[".repeat(30)}${"1,".repeat(30_000)}1${"]".repeat(30)}`;
  expect(pretty(far)).toBe(far);
});

test("§8 nothing but white space differs", () =>
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const json = valueText(rollOf(seed), 4);
      expect(tokensOf(pretty(json))).toBe(tokensOf(json));
    }),
    { numRuns: 500 },
  ));

/** The text without the white space outside of its strings. */
function tokensOf(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|\s+/gs, (part) => (part.startsWith(`"`) ? part : ""));
}

test("§8 the members of a job, repeated ones too, as they stand there", () => {
  expect(membersOf(bytes(` { "a" : [1, 2] ,"\\u0061":1.0,"b":"x" } `))).toEqual([
    { name: "a", value: "[1, 2]" },
    { name: "a", value: "1.0" },
    { name: "b", value: `"x"` },
  ]);
  for (const none of ["{}", "[1]", "7", "", `{"a"`, `{"a":`]) expect(membersOf(bytes(none))).toEqual([]);
});
