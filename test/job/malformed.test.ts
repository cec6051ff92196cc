import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { admit } from "../../src/job/admission.ts";
import { admitAll } from "../../src/job/bulk-admission.ts";
import { pick, rollOf } from "./json-text.ts";
import { admitted, bytesOf, jobText, noon, refusalOf, seeds, storedText, valueOf } from "./jobs.ts";

test.each([
  ["", "unexpected end"],
  ["   ", "unexpected end"],
  ["{", "unexpected end"],
  [`{"jid"`, "unexpected end"],
  [`{"jid":"12345678"`, "unexpected end"],
  ["hello", "a job must be an object"],
  ["[]", "a job must be an object"],
  [`"job"`, "a job must be an object"],
  ["null", "a job must be an object"],
  ["{1:2}", "unexpected character 1 at position 1"],
  [`{"a":1,}`, "unexpected character } at position 7"],
  [`{"a":1 "b":2}`, `unexpected character " at position 7`],
  ["{} {}", "unexpected character { at position 3"],
  ["{}\u0000", "unexpected byte 0x00 at position 2"],
  ["\ufeff{}", "a job must be an object"],
])("§1 PUSH %j: invalid JSON: %s", (text, fault) => {
  expect(admitted(text)).toEqual({ ok: false, code: "ERR", message: `invalid JSON: ${fault}` });
});

describe("§2 bytes that are not UTF-8 are refused wherever they stand", () => {
  const wrong: readonly (readonly number[])[] = [[0xff], [0xc3], [0x80], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf5, 0x80, 0x80, 0x80]];
  const places = [
    jobText({ jid: `"1234567#"` }),
    jobText({ jobtype: `"#"` }),
    jobText({ args: `["#"]` }),
    jobText({ custom: `{"a":"#"}` }),
    jobText({ custom: `{"#":1}` }),
    jobText({ queue: `"#"` }),
    jobText({ unknown: `"#"` }),
    jobText({ "#": "1" }),
    jobText({ failure: `{"message":"#"}` }),
    `#${jobText()}`,
    `${jobText()}#`,
    jobText().replace(",", ",#"),
  ];
  test.each(places)("%s", (text) => {
    const at = text.indexOf("#");
    for (const sequence of wrong) {
      const bytes = new Uint8Array([...bytesOf(text.slice(0, at)), ...sequence, ...bytesOf(text.slice(at + 1))]);
      expect(refusalOf(admit(bytes, noon))).toBe("invalid JSON: the bytes are not valid UTF-8");
      const list = new Uint8Array([0x5b, ...bytes, 0x5d]);
      expect(refusalOf(admitAll(list, noon))).toBe("invalid JSON: the bytes are not valid UTF-8");
    }
  });
});

describe("§2 keys", () => {
  test("a key with escapes is the key it spells", () => {
    const text = `{"\\u006aid":"12345678","jo\\u0062type":"Mill","\\u0061\\u0072\\u0067\\u0073":[],"qu\\u0065ue":null,"\\u0072etry":7,"created_at":"x"}`;
    expect(valueOf(admitted(text)).facts).toEqual({ jid: "12345678", jobtype: "Mill", queue: "default", retry: 7, traits: 0 });
    expect(storedText(text)).toBe(text.replace(`"qu\\u0065ue":null,`, "").replace(/}$/, `,"queue":"default"}`));
  });
  test("names that every JavaScript object has are unknown members like any other", () => {
    const members = {
      ["__proto__"]: `{"jid":1}`,
      constructor: "1",
      toString: "null",
      hasOwnProperty: "[]",
      length: "9",
    };
    expect(storedText(jobText(members))).toBe(jobText(members));
  });
  test("a name that only resembles a known one is unknown", () => {
    const members = { Jid: "1", "jid ": "2", ji: "3", jidd: "4", "": "5", arg: "6", "at\u0000": "7" };
    expect(storedText(jobText(members))).toBe(jobText(members));
  });
});

describe("§2 of a known field that comes twice the last counts, and the earlier is left out", () => {
  const twice = (first: string, second: string) => jobText().replace(/}$/, `,${first},"x":1,${second}}`);
  test("two values", () => {
    const text = jobText({ queue: undefined }).replace(/}$/, `,"queue":"bran","x":1,"queue":"rye"}`);
    expect(valueOf(admitted(text)).facts.queue).toBe("rye");
    expect(storedText(text)).toBe(text.replace(`"queue":"bran",`, ""));
  });
  test("null and then a value", () => {
    expect(storedText(twice(`"reserve_for":null`, `"reserve_for":90`))).toBe(jobText({ x: "1", reserve_for: "90" }));
    expect(valueOf(admitted(twice(`"reserve_for":null`, `"reserve_for":90`))).facts.reserveFor).toBe(90);
  });
  test("a value and then null", () => {
    expect(storedText(twice(`"reserve_for":90`, `"reserve_for":null`))).toBe(jobText({ x: "1" }));
    expect(valueOf(admitted(twice(`"reserve_for":90`, `"reserve_for":null`))).facts.reserveFor).toBeUndefined();
    const retried = jobText({ retry: undefined, queue: undefined }).replace(/}$/, `,"retry":1,"queue":"bran","retry":null,"queue":null}`);
    expect(storedText(retried)).toBe(jobText({ retry: undefined, queue: undefined }).replace(/}$/, `,"queue":"default","retry":25}`));
  });
  test("the type of the one that counts is checked, and the rules see it", () => {
    expect(refusalOf(admitted(twice(`"args":[1]`, `"args":null`)))).toBe("jobs must have an args parameter");
    expect(refusalOf(admitted(twice(`"jid":"87654321"`, `"jid":5`)))).toBe("invalid JSON: jid must be a string");
    expect(valueOf(admitted(twice(`"retry":"x"`, `"retry":8`))).facts.retry).toBe(8);
  });
});

describe("§1 a refusal is one short line, whatever was sent", () => {
  const isPlain = (message: string) => message.length < 800 && !/[\p{Cc}\u2028\u2029]/u.test(message) && message.isWellFormed();
  const hostile = [
    "\\n",
    "\\r\\n-ERR x",
    "\\u0000",
    "\\u007f",
    "\\u0085",
    "\\u2028",
    "\\ud800",
    "\\udfff",
    '\\"',
    "\\\\",
    "x".repeat(1e6),
    "😀".repeat(5e4),
  ];
  test("queue names and times are quoted in part, and without control characters", () => {
    for (const text of hostile) {
      for (const name of ["queue", "at"]) {
        const message = refusalOf(admitted(jobText({ [name]: `" ${text}"` })));
        expect(message).toStartWith(name === "at" ? `invalid timestamp for 'at': " ` : `cannot get " `);
        expect(message).toEndWith(name === "at" ? " is not RFC 3339" : " queue: queue names must match \\A[a-zA-Z0-9._-]+\\z");
        expect(message).toSatisfy(isPlain);
      }
    }
  });
  test("garbage of any kind", () => {
    let refused = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const roll = rollOf(seed);
        const bytes = bytesOf(jobText({ queue: `"a b"` }));
        for (let count = 1 + roll(3); count > 0; count--) bytes[roll(bytes.length)] = pick(roll, [roll(256), 0x0a, 0x0d, 0x22, 0x7f]);
        const result = admit(bytes, noon);
        if (result.ok) return;
        refused++;
        expect(result.message).toSatisfy(isPlain);
      }),
      { numRuns: 3_000 },
    );
    expect(refused).toBeGreaterThan(2_000);
  });
});
