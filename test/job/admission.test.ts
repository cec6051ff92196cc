import { describe, expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { admit } from "../../src/job/admission.ts";
import { admitted, bytesOf, jobText, noon, noonText, refusalOf, storedText, valueOf } from "./jobs.ts";

describe("§2 what a job must have", () => {
  const jid = "jobs must have a reasonable jid parameter";
  const jobtype = "jobs must have a jobtype parameter";
  const args = "jobs must have an args parameter";
  const day = "jobs cannot be reserved for more than one day";
  test.each([
    [{ jid: undefined }, jid],
    [{ jid: "null" }, jid],
    [{ jid: `""` }, jid],
    [{ jid: `"1234567"` }, jid],
    [{ jid: `"😀😀😀😀😀😀😀"` }, jid],
    [{ jobtype: undefined }, jobtype],
    [{ jobtype: "null" }, jobtype],
    [{ jobtype: `""` }, jobtype],
    [{ args: undefined }, args],
    [{ args: "null" }, args],
    [{ reserve_for: "86401" }, day],
    [{ reserve_for: "9223372036854775807" }, day],
    [{ at: `"tomorrow"` }, `invalid timestamp for 'at': "tomorrow" is not RFC 3339`],
    [{ at: `" "` }, `invalid timestamp for 'at': " " is not RFC 3339`],
    [{ queue: `"a b"` }, `cannot get "a b" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z`],
    [{ queue: `"a b"`, at: `"2999-01-01T00:00:00Z"` }, `cannot get "a b" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z`],
  ])("%j: %s", (members: Record<string, string | undefined>, message: string) => {
    expect(admitted(jobText(members))).toEqual({ ok: false, code: "ERR", message });
  });

  test("the first rule that is broken is the one that is told, in the order of the spec", () => {
    const broken: [string, string, string][] = [
      ["jid", `"short"`, jid],
      ["jobtype", `""`, jobtype],
      ["args", "null", args],
      ["reserve_for", "86401", day],
      ["at", `"soon"`, `invalid timestamp for 'at': "soon" is not RFC 3339`],
      ["queue", `"?"`, `cannot get "?" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z`],
    ];
    for (let from = 0; from < broken.length; from++) {
      const members = Object.fromEntries(broken.slice(from).map(([name, value]) => [name, value]));
      expect(refusalOf(admitted(jobText(members)))).toBe(broken[from]?.[2] ?? "");
    }
  });

  test.each([`"12345678"`, `"😀😀😀😀😀😀😀😀"`, `"1234567\\u0000"`, `"1234567\\ud800"`])("a jid of 8 characters is enough: %s", (text) => {
    expect(valueOf(admitted(jobText({ jid: text }))).facts.jid).toBe(JSON.parse(text));
  });
});

describe("§2 a wrong type is refused by the name of its field", () => {
  const wrong: Readonly<Record<string, readonly string[]>> = {
    "jid must be a string": ["7", "{}", "[]", "true"],
    "jobtype must be a string": ["7", "{}", "[]", "false"],
    "args must be an array": [`"x"`, `""`, "{}", "1", "true"],
    "queue must be a string": ["7", "{}", `["default"]`, "false"],
    "reserve_for must be a 64-bit integer": [`"60"`, "1.5", "60.0", "1e3", "9223372036854775808", "-9223372036854775809", "true", "[]"],
    "at must be a string": ["1767323045", "{}", "[]", "false"],
    "retry must be a 64-bit integer": [`"3"`, `""`, "2.5", "1e400", "true", "{}"],
    "backtrace must be a 64-bit integer": ["true", `"10"`, "0.5", "[]"],
    "created_at must be a string": ["0", "{}", "true"],
    "custom must be an object": ["[]", `"x"`, "1", "true"],
    "enqueued_at must be a string": ["0", "{}", "[]"],
    "failure must be an object": ["[]", `"x"`, "1", "false"],
  };
  for (const [message, values] of Object.entries(wrong)) {
    const name = message.slice(0, message.indexOf(" "));
    test.each([...values])(`${message}: %s`, (value) => {
      expect(refusalOf(admitted(jobText({ [name]: value })))).toBe(`invalid JSON: ${message}`);
    });
  }

  const wrongInside: Readonly<Record<string, string>> = {
    retry_count: `"1"`,
    remaining: "1.5",
    failed_at: "0",
    next_at: "false",
    message: "[]",
    errtype: "{}",
    backtrace: `"line"`,
  };
  for (const [name, value] of Object.entries(wrongInside)) {
    test(`failure.${name}: ${value}`, () => {
      expect(refusalOf(admitted(jobText({ failure: `{"${name}":${value}}` })))).toStartWith(`invalid JSON: failure.${name} must be a`);
    });
  }
  test("failure.backtrace with a line that is no string", () => {
    const message = refusalOf(admitted(jobText({ failure: `{"backtrace":["a",1]}` })));
    expect(message).toBe("invalid JSON: failure.backtrace must be an array of strings");
  });

  test("a wrong type is told before a broken rule", () => {
    expect(refusalOf(admitted(jobText({ jid: undefined, custom: "[]" })))).toBe("invalid JSON: custom must be an object");
  });
});

describe("§2 what the server sets where it is absent, null or empty", () => {
  const missing = { queue: undefined, retry: undefined, created_at: undefined };
  const bare = `{"jid":"12345678","jobtype":"Mill","args":[]`;
  test("all of it", () => {
    expect(storedText(jobText(missing))).toBe(`${bare},"queue":"default","retry":25,"created_at":"${noonText}"}`);
    expect(valueOf(admitted(jobText(missing))).facts).toEqual({ jid: "12345678", jobtype: "Mill", queue: "default", retry: 25, traits: 0 });
  });
  for (let set = 0; set < 8; set++) {
    const has = { queue: (set & 1) > 0, retry: (set & 2) > 0, created_at: (set & 4) > 0 };
    test(`with ${JSON.stringify(has)}`, () => {
      const given = (["queue", "retry", "created_at"] as const).filter((name) => has[name]);
      const values = { queue: `"flour"`, retry: "3", created_at: `"then"` };
      const text = jobText({ ...missing, ...Object.fromEntries(given.map((name) => [name, values[name]])) });
      const added = [
        has.queue ? "" : `,"queue":"default"`,
        has.retry ? "" : `,"retry":25`,
        has.created_at ? "" : `,"created_at":"${noonText}"`,
      ];
      expect(storedText(text)).toBe(`${text.slice(0, -1)}${added.join("")}}`);
    });
  }
  test.each(["queue", "retry", "created_at"])("%s null is set like an absent one, and the null is left out", (name) => {
    expect(storedText(jobText({ [name]: "null" }))).toBe(storedText(jobText({ [name]: undefined })));
  });
  test.each(["queue", "created_at"])(`%s "" is set like an absent one`, (name) => {
    expect(storedText(jobText({ [name]: `""` }))).toBe(storedText(jobText({ [name]: undefined })));
  });
  test.each(["reserve_for", "at", "backtrace", "custom", "failure", "enqueued_at"])("%s null is left out, and not added", (name) => {
    expect(storedText(jobText({ [name]: "null" }))).toBe(jobText());
  });
  test("an empty at is left out; created_at may be any text; an enqueued_at of the client's is left out", () => {
    expect(storedText(jobText({ at: `""` }))).toBe(jobText());
    expect(storedText(jobText({ created_at: `"long ago"` }))).toBe(jobText({ created_at: `"long ago"` }));
    expect(storedText(jobText({ enqueued_at: `"2020-01-01T00:00:00Z"` }))).toBe(jobText());
  });
});

describe("§2 the facts that the rules need", () => {
  test.each([
    [{ reserve_for: "86400" }, { reserveFor: 86_400 }],
    [{ reserve_for: "0" }, { reserveFor: 0 }],
    [{ reserve_for: "-9223372036854775808" }, { reserveFor: -Number.MAX_SAFE_INTEGER }],
    [{ retry: "-1" }, { retry: -1 }],
    [{ retry: "-0" }, { retry: 0 }],
    [{ retry: "9223372036854775807" }, { retry: Number.MAX_SAFE_INTEGER }],
    [{ at: `"2026-01-02T03:04:05.678902Z"` }, { at: noon + 1 }],
    [{ at: `"1999-01-01T00:00:00+01:00"` }, { at: 915_145_200_000_000 }],
    [{ jid: `"\\u0031234567\\u0038"` }, { jid: "12345678" }],
    [{ jobtype: `"Müller\\n😀"` }, { jobtype: "Müller\n😀" }],
    [{ jobtype: `"\\ud800"` }, { jobtype: "\ud800" }],
    [{ failure: "{}" }, { pushedFailure: { retryCount: 0 } }],
    [
      { failure: `{"retry_count":4,"failed_at":"2020-01-01T00:00:00Z"}` },
      { pushedFailure: { retryCount: 4, failedAt: "2020-01-01T00:00:00Z" } },
    ],
    [{ failure: `{"retry_count":-4,"failed_at":"once","message":null}` }, { pushedFailure: { retryCount: 0 } }],
  ])("%j is read as %j", (members: Record<string, string>, facts: object) => {
    const { facts: read, payload } = valueOf(admitted(jobText(members)));
    expect(read).toEqual({ jid: "12345678", jobtype: "Mill", queue: "flour", retry: 3, traits: 0, ...facts });
    expect(payload).toEqual(bytesOf(jobText(members)));
  });
});

describe("§1 nesting", () => {
  const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  test.each(["args", "unknown"])("512 levels in %s are stored, 513 refused", (name) => {
    const most = limits.nestingLevelsMax - 1;
    expect(storedText(jobText({ [name]: nested(most) }))).toBe(jobText({ [name]: nested(most) }));
    expect(refusalOf(admitted(jobText({ [name]: nested(most + 1) })))).toBe("invalid JSON: nested deeper than 512 levels");
  });
});

test("§2 the moment of the push stands in created_at, whatever was pushed before", () => {
  const text = bytesOf(jobText({ created_at: undefined }));
  for (const now of [0, noon, noon + 1, noon + 999_999, noon + 86_400_000_000]) {
    expect(new TextDecoder().decode(valueOf(admit(text, now)).payload)).toEndWith(
      `"created_at":"${new Date(Math.floor(now / 1000)).toISOString().slice(0, 23)}${String(now % 1000).padStart(3, "0")}Z"}`,
    );
  }
});
