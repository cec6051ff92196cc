import { describe, expect, test } from "bun:test";
import { admit } from "../../src/job/admission.ts";
import { readMutation } from "../../src/job/mutation.ts";
import { limits } from "../../src/limits.ts";
import { readHello } from "../../src/wire/hello.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const most = limits.nameCharactersMax;

const push = (members: Readonly<Record<string, string>>) => {
  const job = JSON.stringify({ jid: "job-00001", jobtype: "T", args: [], ...members });
  const admitted = admit(bytes(job), 0);
  return admitted.ok ? "stored" : admitted.message;
};

const mutate = (filter: object) => {
  const read = readMutation(bytes(JSON.stringify({ cmd: "discard", target: "dead", filter })));
  return read.ok ? "read" : read.message;
};

describe("what would stand in memory as long as it likes", () => {
  test.each([
    ["jid", "jobs must have a reasonable jid parameter"],
    ["jobtype", "jobs must have a jobtype of at most 1000 characters"],
    [
      "queue",
      `cannot get ${JSON.stringify("n".repeat(100))} queue: queue names must match \\A[a-zA-Z0-9._-]+\\z and have at most 1000 characters`,
    ],
  ])("§2 a %s has a longest", (name, refusal) => {
    expect(push({ [name]: "n".repeat(most) })).toBe("stored");
    expect(push({ [name]: "n".repeat(most + 1) })).toBe(refusal);
  });

  test("§1 a wid has a longest", () => {
    const hello = (wid: string) => readHello(bytes(`HELLO {"v":2,"wid":"${wid}"}`));
    expect(hello("w".repeat(most))).toMatchObject({ ok: true });
    expect(hello("w".repeat(most + 1))).toMatchObject({ ok: false, message: "invalid HELLO: wid must have at most 1000 characters" });
  });

  test("§2 members that the server knows may be named anew only so often", () => {
    const job = (times: number) => admit(bytes(`{"jid":"job-00001","jobtype":"T","args":[]${',"at":""'.repeat(times)}}`), 0);
    expect(job(limits.repeatedMembersMax + 1)).toMatchObject({ ok: true });
    expect(job(limits.repeatedMembersMax + 2)).toMatchObject({
      ok: false,
      message: "invalid JSON: members named anew more than 1000 times",
    });
  });

  test("§3 MUTATE: a list of jids and a glob have a longest", () => {
    const jids = Array.from({ length: limits.filterJidsMax }, (_, index) => `${index}`);
    expect(mutate({ jids })).toBe("read");
    expect(mutate({ jids: [...jids, "one more"] })).toBe("invalid MUTATE payload: filter.jids has more than 1000000 jids");
    expect(mutate({ regexp: "é".repeat(limits.globBytesMax / 2) })).toBe("read");
    expect(mutate({ regexp: "é".repeat(limits.globBytesMax / 2 + 1) })).toBe(
      "invalid MUTATE payload: filter.regexp is longer than 4096 bytes",
    );
  });
});
