import { describe, expect, test } from "bun:test";
import { refuse } from "../../src/result.ts";
import { bulk, nothing, ok, refusal, type Reply } from "../../src/wire/reply.ts";

function sent(reply: Reply): string {
  return typeof reply === "string" ? reply : new TextDecoder().decode(reply);
}

test("§1 OK and nothing", () => {
  expect(sent(ok)).toBe("+OK\r\n");
  expect(sent(nothing)).toBe("$-1\r\n");
});

describe("§1 a bulk reply", () => {
  test.each([
    ["", "$0\r\n\r\n"],
    ["{}", "$2\r\n{}\r\n"],
    ["b-é😀", "$8\r\nb-é😀\r\n"],
    ["{\r\n}", "$4\r\n{\r\n}\r\n"],
    ["x".repeat(12_345), `$12345\r\n${"x".repeat(12_345)}\r\n`],
  ])("%#: counts bytes, of a text and of bytes", (content, expected) => {
    expect(sent(bulk(content))).toBe(expected);
    expect(sent(bulk(new TextEncoder().encode(content)))).toBe(expected);
  });
});

describe("§1 a refusal is one line", () => {
  test.each([
    [refuse("Job not found 12345678"), "-ERR Job not found 12345678\r\n"],
    [{ ok: false, code: "NOTUNIQUE", message: "Job not unique" } as const, "-NOTUNIQUE Job not unique\r\n"],
    [refuse("a\r\n+OK\r\nb"), "-ERR a  +OK  b\r\n"],
    [refuse("\u0000\u001b[2J\u007f\u0085\u2028\u2029é😀"), "-ERR  [2J    é😀\r\n".replace(" [", "  [")],
  ])("%j", (given, expected) => expect(sent(refusal(given))).toBe(expected));
});
