import { describe, expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { greeting, readHello } from "../../src/wire/hello.ts";

function read(text: string) {
  return readHello(new TextEncoder().encode(text));
}

const producer = { v: 0, wid: "", hostname: "", pid: 0, labels: [], pwdhash: "" };

test("§1 the greeting has no blank in its JSON", () => expect(greeting(undefined)).toBe('+HI {"v":2}\r\n'));

test("§1 with a challenge neither", () =>
  expect(greeting({ rounds: 1545, salt: "55104dc76695721d" })).toBe('+HI {"v":2,"i":1545,"s":"55104dc76695721d"}\r\n'));

describe("§1 HELLO", () => {
  test.each([
    ["{}", {}],
    [' { "v" : 2 } ', { v: 2 }],
    [
      '{"v":2,"wid":"w1","hostname":"mill","pid":77,"labels":["a","é"]}',
      { v: 2, wid: "w1", hostname: "mill", pid: 77, labels: ["a", "é"] },
    ],
    ['{"v":null,"wid":null,"hostname":null,"pid":null,"labels":null}', {}],
    ['{"v":2,"wid":""}', { v: 2 }],
    ['{"v":2,"username":null,"pwdhash":"x","random_process_wid":7}', { v: 2, pwdhash: "x" }],
    ['{"v":2,"username":"ana","pwdhash":null}', { v: 2 }],
    ['{"v":2,"__proto__":{"wid":"w1"},"constructor":1}', { v: 2 }],
    ['{"w\\u0069d":"w1","wid":"w2"}', { wid: "w2" }],
    [`{"wid":"]]]]{{{{\\"[[[["}`, { wid: ']]]]{{{{"[[[[' }],
  ])("%s", (json, expected) => expect(read(`HELLO ${json}`)).toEqual({ ok: true, value: { ...producer, ...expected } }));

  test.each([
    ["HELLO", "the first command must be HELLO with a JSON object"],
    ["", "the first command must be HELLO with a JSON object"],
    ["PUSH {}", "the first command must be HELLO with a JSON object"],
    ["hello {}", "the first command must be HELLO with a JSON object"],
    [" HELLO {}", "the first command must be HELLO with a JSON object"],
    ["HELLO\t{}", "the first command must be HELLO with a JSON object"],
    ["GET / HTTP/1.1", "the first command must be HELLO with a JSON object"],
    ["\u0016\u0003\u0001", "the first command must be HELLO with a JSON object"],
    ["HELLO ", "invalid HELLO: it must be a JSON object"],
    ["HELLO {", "invalid HELLO: it must be a JSON object"],
    ["HELLO {'v':2}", "invalid HELLO: it must be a JSON object"],
    ["HELLO []", "invalid HELLO: it must be a JSON object"],
    ["HELLO null", "invalid HELLO: it must be a JSON object"],
    ["HELLO 2", "invalid HELLO: it must be a JSON object"],
    ['HELLO {"v":"2"}', "invalid HELLO: v must be an integer"],
    ['HELLO {"v":2.5}', "invalid HELLO: v must be an integer"],
    ['HELLO {"v":1e400}', "invalid HELLO: v must be an integer"],
    ['HELLO {"wid":7}', "invalid HELLO: wid must be a string"],
    ['HELLO {"hostname":{}}', "invalid HELLO: hostname must be a string"],
    ['HELLO {"pid":"7"}', "invalid HELLO: pid must be an integer"],
    ['HELLO {"labels":"a"}', "invalid HELLO: labels must be an array of strings"],
    ['HELLO {"labels":["a",null]}', "invalid HELLO: labels must be an array of strings"],
    ['HELLO {"pwdhash":7}', "invalid HELLO: pwdhash must be a string"],
    ['HELLO {"username":{}}', "invalid HELLO: username must be a string"],
    ['HELLO {"labels":{"0":"a"}}', "invalid HELLO: labels must be an array of strings"],
  ])("%s: %s", (line, message) => expect(read(line)).toEqual({ ok: false, code: "ERR", message }));

  test("bytes that are not UTF-8", () => {
    const bytes = new TextEncoder().encode('HELLO {"wid":"#"}');
    bytes[bytes.indexOf(0x23)] = 0xff;
    expect(readHello(bytes)).toMatchObject({ message: "invalid HELLO: the bytes are not valid UTF-8" });
  });
  test("512 levels are taken, more are refused, and neither they nor a line of quotes take time", () => {
    const nested = (levels: number) => `HELLO {"x":${"[".repeat(levels)}${"]".repeat(levels)}}`;
    expect(read(nested(limits.nestingLevelsMax - 1))).toEqual({ ok: true, value: producer });
    expect(read(nested(limits.nestingLevelsMax))).toMatchObject({ message: "invalid HELLO: nested deeper than 512 levels" });
    expect(read(`HELLO ${"[".repeat(60_000)}`)).toMatchObject({ message: "invalid HELLO: nested deeper than 512 levels" });
    expect(read(`HELLO "${'\\"'.repeat(30_000)}`)).toMatchObject({ message: "invalid HELLO: it must be a JSON object" });
  });
});
