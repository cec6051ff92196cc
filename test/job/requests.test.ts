import { describe, expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { readAck, readBeat, readFail } from "../../src/job/requests.ts";
import { bytesOf, refusalOf, valueOf } from "./jobs.ts";

const readers = [
  ["ACK", readAck],
  ["FAIL", readFail],
  ["BEAT", readBeat],
] as const;

describe.each(readers)("§1 a malformed %s", (verb, read) => {
  test.each([
    ["", "unexpected end"],
    [" ", "unexpected end"],
    ["{", "unexpected end"],
    [`{"jid":"12345678"`, "unexpected end"],
    ["12345678", "it must be an object"],
    ["[]", "it must be an object"],
    ["null", "it must be an object"],
    ["{} x", "unexpected character x at position 3"],
    [`{"jid" "12345678"}`, `unexpected character " at position 7`],
    [`{"a":${"[".repeat(512)}${"]".repeat(512)}}`, "nested deeper than 512 levels"],
  ])("%s: %s", (text, fault) => {
    expect(read(bytesOf(text))).toEqual({ ok: false, code: "ERR", message: `invalid ${verb} payload: ${fault}` });
  });
  test("bytes that are not UTF-8", () => {
    expect(refusalOf(read(new Uint8Array([...bytesOf(`{"a":"`), 0xff, ...bytesOf(`"}`)])))).toBe(
      `invalid ${verb} payload: the bytes are not valid UTF-8`,
    );
  });
});

describe("§3 ACK", () => {
  test.each([`{"jid":"12345678"}`, ` { "jid" : "12345678" } `, `{"x":[1],"jid":"1","\\u006aid":"12345678","y":{}}`])("%s", (text) => {
    expect(valueOf(readAck(bytesOf(text)))).toEqual({ jid: "12345678" });
  });
  test.each([
    ["{}", "missing jid"],
    [`{"jid":null}`, "missing jid"],
    [`{"jid":""}`, "missing jid"],
    [`{"jid":12345678}`, "jid must be a string"],
    [`{"jid":["12345678"]}`, "jid must be a string"],
  ])("%s: invalid ACK payload: %s", (text, fault) => {
    expect(refusalOf(readAck(bytesOf(text)))).toBe(`invalid ACK payload: ${fault}`);
  });
});

describe("§3 FAIL", () => {
  test("all of it", () => {
    const text = `{"jid":"12345678","errtype":"E","message":"m\\u00e9\\ud800","backtrace":[ "a" , "b\\n" ],"retry_in":2.5,"x":{}}`;
    const read = { jid: "12345678", errtype: "E", message: "mé\ud800", backtrace: ["a", "b\n"], retryIn: 2.5 };
    expect(valueOf(readFail(bytesOf(text)))).toEqual(read);
  });
  test.each([`{"jid":"12345678"}`, `{"jid":"12345678","errtype":null,"message":null,"backtrace":null}`])(
    "no more than the jid: %s",
    (text) => {
      expect(valueOf(readFail(bytesOf(text)))).toEqual({ jid: "12345678", errtype: "", message: "", backtrace: [] });
    },
  );
  test("an empty backtrace, one with null in it, and one longer than is kept", () => {
    const backtrace = (lines: string) => valueOf(readFail(bytesOf(`{"jid":"12345678","backtrace":${lines}}`))).backtrace;
    expect(backtrace("[ ]")).toEqual([]);
    expect(backtrace(`["a",null,"b"]`)).toEqual(["a", "b"]);
    expect(backtrace(JSON.stringify(Array.from({ length: 51 }, (_, i) => `${i}`)))).toHaveLength(limits.backtraceLinesMax);
  });
  test.each(["{}", `{"jid":null}`, `{"jid":""}`])("%s: missing JID", (text) =>
    expect(refusalOf(readFail(bytesOf(text)))).toBe("missing JID"),
  );
  test.each([
    [`"jid":7`, "jid must be a string"],
    [`"errtype":7`, "errtype must be a string"],
    [`"message":{"a":1}`, "message must be a string"],
    [`"backtrace":"a.rb:1"`, "backtrace must be an array"],
    [`"backtrace":["a",1]`, "backtrace must be an array of strings"],
    [`"backtrace":[["a"]]`, "backtrace must be an array of strings"],
  ])("%s: invalid FAIL payload: %s", (member, fault) => {
    expect(refusalOf(readFail(bytesOf(`{"jid":"12345678",${member}}`)))).toBe(`invalid FAIL payload: ${fault}`);
  });
});

describe("§3 BEAT", () => {
  test.each([
    [`{"wid":"w1"}`, { wid: "w1" }],
    [`{"wid":"w1","current_state":null,"rss_kb":null}`, { wid: "w1" }],
    [`{"wid":"w1","current_state":"","rss_kb":0}`, { wid: "w1", rssKb: 0 }],
    [`{"wid":"w1","current_state":"quiet","rss_kb":54321,"x":1}`, { wid: "w1", currentState: "quiet", rssKb: 54_321 }],
    ["{}", { wid: "" }],
    [`{"wid":null}`, { wid: "" }],
  ])("%s", (text, expected) => expect(valueOf(readBeat(bytesOf(text)))).toEqual(expected));
  test.each([
    [`{"wid":7}`, "wid must be a string"],
    [`{"wid":"w1","current_state":true}`, "current_state must be a string"],
    [`{"wid":"w1","rss_kb":"7"}`, "rss_kb must be a 64-bit integer"],
    [`{"wid":"w1","rss_kb":7.5}`, "rss_kb must be a 64-bit integer"],
  ])("%s: invalid BEAT payload: %s", (text, fault) => {
    expect(refusalOf(readBeat(bytesOf(text)))).toBe(`invalid BEAT payload: ${fault}`);
  });
});
