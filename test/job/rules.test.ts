import { describe, expect, test } from "bun:test";
import { cutCharacters, quoted } from "../../src/job/cut.ts";
import { leaseSeconds } from "../../src/job/lease.ts";
import { isLegal, moves, type Place, type Target, type Verb } from "../../src/job/lifecycle.ts";
import { isQueueName, refuseQueueName } from "../../src/job/queue-name.ts";

test.each([
  [undefined, 1_800],
  [0, 1_800],
  [-5, 60],
  [1, 60],
  [59, 60],
  [60, 60],
  [61, 61],
  [1_799, 1_799],
  [86_400, 86_400],
  [86_401, 86_400],
])("§4 reserve_for %p is a lease of %p seconds", (reserveFor, seconds) => expect(leaseSeconds(reserveFor)).toBe(seconds));

test.each(["default", "a", "A-Z_09.", "-", ".", "..", "_", "0", "q".repeat(1_000)])("§2 a queue may be called %s", (name) => {
  expect(isQueueName(name)).toBe(true);
});

test.each(["", " ", "a b", "a\n", "\na", "a\u0000", "a/b", "a:b", "a*", "é", "ａ", "İ", "\u212a", "a\u2028"])(
  "§2 a queue may not be called %j",
  (name) => {
    expect(isQueueName(name)).toBe(false);
  },
);

describe("§2 the refusal of a queue name", () => {
  test.each([
    ["a b", `cannot get "a b" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z`],
    ["é*", `cannot get "é*" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z`],
    ["", `cannot get "" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z`],
    ['a"\\\r\n', `cannot get "a\\"\\\\\\r\\n" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z`],
  ])("%j", (name, message) => expect(refuseQueueName(name)).toEqual({ ok: false, code: "ERR", message }));
});

test.each([
  ["", 3, ""],
  ["abc", 3, "abc"],
  ["abcd", 3, "abc"],
  ["ab😀", 3, "ab😀"],
  ["abc😀", 3, "abc"],
  ["😀😀😀", 3, "😀😀😀"],
  ["😀😀😀😀", 3, "😀😀😀"],
  ["\ud83d\ud83dab", 3, "\ud83d\ud83da"],
  ["ab\ud83d", 2, "ab"],
  ["ab", 0, ""],
])("§2 %j cut to %p characters is %j", (text, most, expected) => expect(cutCharacters(text, most)).toBe(expected));

test.each([
  ["plain", `"plain"`],
  ['a"b', `"a\\"b"`],
  ["\r\n\t\u0000", `"\\r\\n\\t\\u0000"`],
  ["\u007f\u0085\u2028\u2029", `"\\u007f\\u0085\\u2028\\u2029"`],
  ["\ud800", `"\\ud800"`],
  ["x".repeat(200), `"${"x".repeat(100)}"`],
  ["😀".repeat(200), `"${"😀".repeat(100)}"`],
])("§1 %j is quoted on one short line", (text, expected) => expect(quoted(text)).toBe(expected));

describe("§2 the lifecycle", () => {
  const places: readonly Place[] = ["scheduled", "queued", "working", "retries", "dead"];
  const targets: readonly Target[] = [...places, "gone"];
  const verbs = Object.keys(moves).filter((verb): verb is Verb => verb in moves);
  const legal = (from: Place) =>
    verbs.flatMap((verb) => targets.filter((to) => isLegal(verb, from, to)).map((to) => `${verb} → ${to}`)).toSorted();
  test("a job leaves working only by its verdict, its lease, its end, or damage", () => {
    expect(legal("working")).toEqual([
      "ack → gone",
      "corrupt → dead",
      "expire → dead",
      "expire → gone",
      "expire → retries",
      "fail → dead",
      "fail → gone",
      "fail → retries",
      "lapse → gone",
    ]);
  });
  test("a job enters working only from its queue, and is pushed only once", () => {
    for (const from of places) {
      expect(verbs.filter((verb) => isLegal(verb, from, "working"))).toEqual(from === "queued" ? ["reserve"] : []);
      expect(targets.filter((to) => isLegal("push", from, to))).toEqual([]);
    }
  });
  test("no move ends where it began", () => {
    expect(places.filter((place) => verbs.some((verb) => isLegal(verb, place, place)))).toEqual([]);
  });
});
