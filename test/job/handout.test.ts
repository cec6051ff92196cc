import { describe, expect, test } from "bun:test";
import type { Failure } from "../../src/job/failure.ts";
import { handOut } from "../../src/job/handout.ts";
import { readFacts } from "../../src/job/stored.ts";
import { Trouble } from "../../src/result.ts";
import { admitted, bytesOf, jobText, noon, noonText, textOf, valueOf } from "./jobs.ts";

const failure: Failure = {
  retryCount: 1,
  remaining: 2,
  failedAt: noonText,
  nextAt: "later",
  message: "ü\n",
  errtype: "E\ud800",
  backtrace: ["a"],
};
/** Without `next_at`: while it runs no retry is due. */
const failureText = `{"retry_count":1,"remaining":2,"failed_at":"${noonText}","message":"ü\\n","errtype":"E\\ud800","backtrace":["a"]}`;

function handedOut(text: string, given?: Failure): string {
  return textOf(handOut(bytesOf(text), noon, given));
}

describe("§2 what FETCH answers", () => {
  test("the stored payload and the time it entered its queue", () => {
    expect(handedOut(jobText())).toBe(`${jobText().slice(0, -1)},"enqueued_at":"${noonText}"}`);
    expect(textOf(handOut(bytesOf(jobText()), 0, undefined))).toEndWith(`,"enqueued_at":"1970-01-01T00:00:00.000000Z"}`);
  });
  test("and the failure behind it, without next_at: whoever is handed the job runs it now, so no retry is due", () => {
    expect(handedOut(jobText(), failure)).toBe(`${jobText().slice(0, -1)},"enqueued_at":"${noonText}","failure":${failureText}}`);
  });
  test("a pushed failure stays until there is one of ours, which replaces it", () => {
    for (const key of [`"failure"`, `"f\\u0061ilure"`]) {
      const first = `{${key} : {"retry_count":4,"message":"mine"} , ${jobText().slice(1)}`;
      const last = `${jobText().slice(0, -1)} , ${key} : {"retry_count":4,"message":"mine"} }`;
      expect(handedOut(first)).toBe(`${first.slice(0, -1)},"enqueued_at":"${noonText}"}`);
      expect(handedOut(first, failure)).toBe(handedOut(jobText(), failure));
      expect(handedOut(last, failure)).toBe(`${jobText().slice(0, -1)}  ,"enqueued_at":"${noonText}","failure":${failureText}}`);
    }
  });
  test("white space stays, also before the closing brace", () => {
    expect(handedOut(`{ "jid" : "12345678" }`)).toBe(`{ "jid" : "12345678" ,"enqueued_at":"${noonText}"}`);
  });
  test("nothing is written into the stored payload", () => {
    const payload = bytesOf(jobText());
    handOut(payload, noon, undefined);
    handOut(payload, noon, failure);
    expect(textOf(payload)).toBe(jobText());
  });
  test("a payload that is a part of a larger buffer is handed out without the rest of it", () => {
    const buffer = bytesOf(`xx${jobText()}yy`);
    expect(textOf(handOut(buffer.subarray(2, buffer.length - 2), noon, undefined))).toBe(handedOut(jobText()));
  });
});

describe("§2 the facts of a stored payload", () => {
  test.each([
    {},
    { queue: undefined, retry: undefined },
    { reserve_for: "90", at: `"2030-01-01T00:00:00Z"` },
    { failure: `{"retry_count":4,"failed_at":"${noonText}"}`, custom: "{}" },
  ])("are those it was admitted with: %j", (members) => {
    const { facts, payload } = valueOf(admitted(jobText(members)));
    expect(readFacts(payload)).toEqual(facts);
  });
  test.each(["", "{", "{}", "[]", " {}", jobText({ jid: undefined }), jobText({ jobtype: "7" }), `${jobText()} `, jobText().slice(0, -1)])(
    "%j is trouble: it is not what was stored",
    (text) => expect(() => readFacts(bytesOf(text))).toThrow(Trouble),
  );
});
