import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type ListFilter, listFilterText, listMatcher, readListFilter } from "../../src/job/list-filter.ts";
import { limits } from "../../src/limits.ts";

const job = { jid: "job-0001", jobtype: "Billing::ChargeJob", queue: "low" };

describe("§8 filters of lists", () => {
  test.each<[string, ListFilter]>([
    ["", {}],
    ["type:Mailer* queue:low jid:abc", { type: "Mailer*", queue: "low", jid: "abc" }],
    ["timeout", { words: ["timeout"] }],
    ['"two words" and one', { words: ["two words", "and", "one"] }],
    ['type:"My Job"', { type: "My Job" }],
    ["queue:a queue:b", { queue: "b" }],
    ["retries:>3 user_id:7", { words: ["retries:>3", "user_id:7"] }],
    ['  \t"" type:', { words: ["type:"] }],
    ['"type:x"', { words: ["type:x"] }],
  ])("%p is read as %p", (q, filter) => expect(readListFilter(q)).toEqual(filter));

  test("one of too many words finds nothing: each chip of it would hold all others", () => {
    const words = Array.from({ length: limits.listFilterWordsMax }, (_, index) => `w${index}`);
    expect(readListFilter(words.join(" "))).toEqual({ words });
    const more = [...words, "more"].join(" ");
    expect(readListFilter(more)).toEqual({ words: [more] });
  });

  test.each<[string, boolean]>([
    ["Billing::ChargeJob", true],
    ["ChargeJob", false],
    ["*", true],
    ["Billing::*", true],
    ["*Job", true],
    ["*Charge*", true],
    ["B*C*b", true],
    ["*Job*Charge*", false],
    ["Billing::ChargeJob*Job", false],
    ["billing::*", false],
    ["Billing::[C]*", false],
  ])("type:%s on Billing::ChargeJob is %p", (type, matches) => expect(listMatcher({ type }).mayMatch(job)).toBe(matches));

  test("all that is named must hold", () => {
    expect(listMatcher({}).mayMatch(job)).toBe(true);
    expect(listMatcher({ jid: "job-0001", queue: "low" }).mayMatch(job)).toBe(true);
    expect(listMatcher({ jid: "job-0001", queue: "high" }).mayMatch(job)).toBe(false);
    const { matchesPayload } = listMatcher({ words: ["é", "9007199254740993"] });
    expect(matchesPayload?.(Buffer.from('{"args":[9007199254740993,"é"]}'))).toBe(true);
    expect(matchesPayload?.(Buffer.from('{"args":[9007199254740993]}'))).toBe(false);
    expect(listMatcher({ type: "x" }).matchesPayload).toBeUndefined();
  });

  test("its text is read back as the same filter", () => {
    const text = fc.stringMatching(/^[^"\s]([^"]*[^"\s])?$/).filter((one) => one.trim() === one);
    const name = text.filter((one) => !one.includes("\n"));
    fc.assert(
      fc.property(
        fc.record({ type: name, queue: name, jid: name, words: fc.array(name, { minLength: 1 }) }, { requiredKeys: [] }),
        (filter) => expect(readListFilter(listFilterText(filter))).toEqual(filter),
      ),
    );
  });
});
