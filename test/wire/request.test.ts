import { describe, expect, test } from "bun:test";
import { readRequest } from "../../src/wire/request.ts";

function read(text: string): [string, string] | undefined {
  const request = readRequest(new TextEncoder().encode(text));
  return request && [request.verb, new TextDecoder().decode(request.payload)];
}

describe("§1 a command line", () => {
  test.each([
    ["PUSH {}", ["PUSH", "{}"]],
    ["PUSHB [{}, {}]", ["PUSHB", "[{}, {}]"]],
    ["FETCH critical default", ["FETCH", "critical default"]],
    ['ACK {"jid": "1 2"}', ["ACK", '{"jid": "1 2"}']],
    ["FAIL é😀", ["FAIL", "é😀"]],
    ["END", ["END", ""]],
    ["ACK", ["ACK", ""]],
    ["ACK ", ["ACK", ""]],
    ["ACK  x ", ["ACK", " x "]],
    ["push {}", ["push", "{}"]],
    ["Push", ["Push", ""]],
    ["PUSHX 1", ["PUSHX", "1"]],
    ["PUSHBX", ["PUSHBX", ""]],
    ["FLUSHDB", ["FLUSHDB", ""]],
    ["PUS", ["PUS", ""]],
    [" PUSH {}", ["", "PUSH {}"]],
    ["PUSH\t{}", ["PUSH\t{}", ""]],
    ["\u0000ACK {}", ["\u0000ACK", "{}"]],
    ["ACK\u0000 {}", ["ACK\u0000", "{}"]],
    ["\rACK", ["\rACK", ""]],
  ])("%j", (text, expected) => expect(read(text)).toEqual([expected[0] ?? "", expected[1] ?? ""]));

  test.each(["PUSH", "PUSHB", "FETCH", "ACK", "FAIL", "BEAT", "INFO", "FLUSH", "MUTATE", "QUEUE", "BATCH", "TRACK", "END", "HELLO"])(
    "its verb is read byte for byte: %s",
    (verb) => {
      expect(read(`${verb} {}`)).toEqual([verb, "{}"]);
      for (let i = 0; i < verb.length; i++) {
        const other = verb.slice(0, i) + String.fromCharCode(verb.charCodeAt(i) ^ 0x20) + verb.slice(i + 1);
        expect(read(other)).toEqual([other, ""]);
      }
    },
  );

  test("a long payload is a view of the line, a short one a copy", () => {
    const long = new TextEncoder().encode(`PUSH ${"x".repeat(10_000)}`);
    expect(readRequest(long)?.payload.buffer).toBe(long.buffer);
    expect(readRequest(new TextEncoder().encode("PUSH {}"))?.payload.buffer.byteLength).toBe(2);
  });
  test("of an endless verb the beginning is enough", () => expect(read("x".repeat(1_000_000))).toEqual(["x".repeat(100), ""]));
  test("a verb of bytes that are no text still has a name", () => {
    expect(readRequest(new Uint8Array([0xff, 0xfe, 0x20, 0x01]))).toEqual({ verb: "ÿþ", payload: new Uint8Array([1]) });
  });
  test.each(["", " ", "    "])("a blank line is none: %j", (text) => expect(read(text)).toBeUndefined());
});
