import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compacted } from "../../src/job/compact.ts";
import { glob } from "../../src/job/glob.ts";
import { matcher } from "../../src/job/mutation.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Each row: a pattern, texts it matches, texts it doesn't; as Redis 7 answers KEYS, but for the unclosed brackets at the end. */
const table: readonly (readonly [pattern: string, yes: readonly string[], no: readonly string[]])[] = [
  ["", [""], ["a"]],
  ["a", ["a"], ["", "b", "aa", "A"]],
  ["abc", ["abc"], ["ab", "abcd", "xabc"]],
  ["*", ["", "a", "a/b", ".hidden", "line\nbreak"], []],
  ["**", ["a", "anything"], []],
  ["***a", ["a", "bca"], ["ab", ""]],
  ["a*", ["a", "abc", "a/b/c"], ["ba", ""]],
  ["*a", ["a", "cba"], ["ab"]],
  ["*a*", ["a", "bab", "xxaxx"], ["", "bbb"]],
  ["a*b", ["ab", "axxb", "abab"], ["a", "aba"]],
  ["a*b*c", ["abc", "a1b2c", "abbcc", "abcbc"], ["acb", "abcd"]],
  ["*ab*ab*", ["abab", "xabyabz"], ["ab", "aab"]],
  ["?", ["a", "?", " "], ["", "ab"]],
  ["??", ["ab"], ["a", "abc", "", "é1"]],
  ["a?c", ["abc", "a?c", "a/c"], ["ac", "abbc"]],
  ["?*", ["a", "abc"], [""]],
  ["*?", ["a", "abc"], [""]],
  ["*??", ["ab", "abc"], ["a", ""]],
  ["a?*d", ["abd", "abcd"], ["ad"]],
  ["é", ["é"], ["e"]],
  ["??", ["é"], ["e"]],
  ["[abc]", ["a", "b", "c"], ["d", "", "ab"]],
  ["[a-c]", ["a", "b", "c"], ["d", "-", "A"]],
  ["[c-a]", ["a", "b", "c"], ["d", "-"]],
  ["[a-a]", ["a"], ["b", "-"]],
  ["[a-cx-z]", ["a", "y"], ["d", "w", "-"]],
  ["[0-9][0-9]", ["42"], ["4", "4a", "421"]],
  ["[^a]", ["b", "^", "]"], ["a", ""]],
  ["[^abc]", ["d"], ["a", "b", "c"]],
  ["[^a-c]", ["d", "-"], ["a", "b", "c"]],
  ["[a^]", ["a", "^"], ["b"]],
  ["[!a]", ["!", "a"], ["b"]],
  ["[]", [], ["", "a", "]", "[]"]],
  ["[]a]", [], ["]", "a", "a]", "]a]"]],
  ["[^]", ["a", "]", "^"], ["", "ab"]],
  ["[^]a]", ["xa]", "]a]"], ["x", "a]"]],
  ["[a\\]b]", ["a", "]", "b"], ["\\", "c"]],
  ["[\\a]", ["a"], ["\\"]],
  ["[\\\\]", ["\\"], ["a"]],
  ["[\\-a]", ["-", "a"], ["b"]],
  ["[a\\-z]", ["a", "-", "z"], ["b", "\\"]],
  ["[-a]", ["-", "a"], ["b"]],
  ["[*]", ["*"], ["a", ""]],
  ["[?]", ["?"], ["a"]],
  ["[[]", ["["], ["a", "[["]],
  ["[[]]", ["[]"], ["[", "]"]],
  ["x[ab]y", ["xay", "xby"], ["xy", "xaby", "xcy"]],
  ["*[0-9]*", ["a1b", "1"], ["ab", ""]],
  ["[a-c]*[x-z]", ["ax", "bbby"], ["dx", "aw"]],
  ["\\*", ["*"], ["a", "\\*", ""]],
  ["\\?", ["?"], ["a"]],
  ["\\[a]", ["[a]"], ["a"]],
  ["\\\\", ["\\"], ["\\\\", ""]],
  ["a\\", ["a\\"], ["a"]],
  ["\\", ["\\"], [""]],
  ["\\a", ["a"], ["\\a"]],
  ["a\\*b*", ["a*b", "a*bc"], ["axb"]],
  ["*\\**", ["*", "a*b"], ["ab"]],
  ["a]", ["a]"], ["a"]],
  ["]", ["]"], [""]],
  ["{a,b}", ["{a,b}"], ["a", "b"]],
  ["(a|b)", ["(a|b)"], ["a"]],
  ["a+", ["a+"], ["aa"]],
  [".*", [".", ".a"], ["a", ""]],
  ["^a$", ["^a$"], ["a"]],
  ['*"args":\\["fizz"\\]*', ['{"jid":"x","args":["fizz"],"retry":1}'], ['{"args":["buzz"]}']],
  ["*jobtype*Order?ob*", ['{"jobtype":"OrderJob"}'], ['{"jobtype":"OrderXJob"}']],
  // ours: a bracket that is never closed is a literal (Redis takes what stands behind it as a class)
  ["[", ["["], ["", "a"]],
  ["[abc", ["[abc"], ["a", "b", "abc"]],
  ["a[b", ["a[b"], ["ab", "a["]],
  ["[^", ["[^"], ["a", ""]],
  ["[a-", ["[a-"], ["a", "-"]],
  ["[a-]", ["[a-]"], ["a", "-", "]"]],
  ["[\\]", ["[]"], ["]", "\\"]],
  ["*[a", ["x[a", "[a"], ["a"]],
  ["[?", ["[a", "[?"], ["[", "a"]],
];

describe("§3 the glob of MUTATE", () => {
  test.each(table.map(([pattern, yes, no]) => ({ pattern, yes, no })))("§3 $pattern", ({ pattern, yes, no }) => {
    const matches = glob(pattern);
    for (const text of yes) expect([text, matches(bytes(text))]).toEqual([text, true]);
    for (const text of no) expect([text, matches(bytes(text))]).toEqual([text, false]);
  });

  test("§3 a glob of literals, ? and * agrees with a regular expression", () => {
    const part = fc.constantFrom("a", "b", "?", "*", "\\*");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 12 }), (parts, text) => {
        const source = parts.map((one) => (one === "*" ? ".*" : one === "?" ? "." : one)).join("");
        expect(glob(parts.join(""))(bytes(text))).toBe(new RegExp(`^(?:${source})$`, "s").test(text));
      }),
      { numRuns: 3000 },
    );
  });

  test("§3 a glob with classes agrees with a regular expression, also where a segment is longer than a word of bits", () => {
    const part = fc.constantFrom("a", "b", "?", "*", "[ab]", "[^a]", "a[a]b".repeat(12));
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "aab".repeat(12)), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), text, (parts, text) => {
        const source = parts.map((one) => (one === "*" ? ".*" : one === "?" ? "." : one)).join("");
        expect(glob(parts.join(""))(bytes(text))).toBe(new RegExp(`^(?:${source})$`, "s").test(text));
      }),
      { numRuns: 3000 },
    );
  });

  test("§3 a long pattern that almost fits everywhere is linear: tried byte by byte these take minutes", () => {
    const text = bytes("a".repeat(8_000_000));
    expect(glob(`*${"a".repeat(2_000)}b*`)(text)).toBe(false);
    expect(glob(`*${"[a]".repeat(1_000)}b*`)(text)).toBe(false);
    expect(glob(`*${"[a]".repeat(1_000)}`)(text)).toBe(true);
  });

  test("§3 a pattern of many stars over a long text takes no exponential time", () => {
    const text = bytes("a".repeat(20_000));
    expect(glob(`${"*a".repeat(50)}b`)(text)).toBe(false);
    expect(glob(`${"a*".repeat(50)}`)(text)).toBe(true);
  });
});

describe("§3 what the glob sees", () => {
  test.each([
    ['*"args":["fizz"]*', true],
    ['*"args":\\["fizz"\\]*', true],
    ['*"args":[[]*', true],
    ['*"args":["buzz"]*', false],
    ["*[fg]izz*", true],
  ])("§3 %s: brackets are a class, and where that finds nothing, themselves", (regexp, isFound) => {
    const job = '{"jobtype":"Test","args": ["fizz"], "retry":1}';
    expect(matcher({ regexp }).matchesBytes?.(bytes(job))).toBe(isFound);
  });

  test.each([
    ['{"a":1}', '{"a":1}'],
    ['{ "a" : [ 1 , 2 ]\t,\r\n "b" : "x y" }', '{"a":[1,2],"b":"x y"}'],
    ['{"a":"\\" , \\\\" , "b c":1}', '{"a":"\\" , \\\\","b c":1}'],
    [" 1 ", "1"],
    ['"  "', '"  "'],
  ])("§3 %p without the white space outside strings", (json, compact) => {
    expect(new TextDecoder().decode(compacted(bytes(json)))).toBe(compact);
  });

  test("§3 any JSON keeps its value and loses nothing inside strings", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, "\t", " \n"), (json, space) => {
        const spaced = JSON.stringify(JSON.parse(json), null, space);
        expect(new TextDecoder().decode(compacted(bytes(spaced)))).toBe(JSON.stringify(JSON.parse(json)));
      }),
    );
  });
});
