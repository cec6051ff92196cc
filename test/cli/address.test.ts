import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addressText, readAddress } from "../../src/cli/address.ts";
import { Failure } from "../../src/cli/failure.ts";

const read = (variables: Record<string, string>) => {
  const { password, ...address } = readAddress(variables);
  return { ...address, password: password() };
};

describe("§1 the server's address", () => {
  test.each([
    [undefined, { host: "localhost", port: 7419, isTls: false, password: undefined }],
    ["tcp://jobs", { host: "jobs", port: 7419, isTls: false, password: undefined }],
    ["tcp://jobs:1234/", { host: "jobs", port: 1234, isTls: false, password: undefined }],
    ["tcp://:s%40:cret@10.0.0.1:7419", { host: "10.0.0.1", port: 7419, isTls: false, password: "s@:cret" }],
    ["tcp+tls://user:secret@[::1]:7419", { host: "::1", port: 7419, isTls: true, password: "secret" }],
  ])("FAKTORY_URL %p", (url, address) => expect(read(url === undefined ? {} : { FAKTORY_URL: url })).toEqual(address));

  test("FAKTORY_PROVIDER names the variable", () => {
    const variables = { FAKTORY_PROVIDER: "JOBS_URL", JOBS_URL: "tcp://a:1", FAKTORY_URL: "tcp://b:2" };
    expect(read(variables)).toMatchObject({ host: "a", port: 1 });
    expect(read({ ...variables, FAKTORY_PROVIDER: "" })).toMatchObject({ host: "b", port: 2 });
  });

  test("FAKTORY_PASSWORD is the password where the URL has none, or names the file that holds it", () => {
    const folder = mkdtempSync(join(tmpdir(), "millrace-password-"));
    writeFileSync(join(folder, "password"), " from file\n");
    expect(read({ FAKTORY_PASSWORD: "plain" }).password).toBe("plain");
    expect(read({ FAKTORY_PASSWORD: join(folder, "password") }).password).toBe("from file");
    expect(read({ FAKTORY_PASSWORD: "plain", FAKTORY_URL: "tcp://:other@jobs" }).password).toBe("other");
    rmSync(folder, { recursive: true });
    expect(() => read({ FAKTORY_PASSWORD: join(folder, "password") })).toThrow("FAKTORY_PASSWORD names a file that can't be read");
  });

  test.each([
    [{ FAKTORY_URL: "http://jobs:7419" }, "FAKTORY_URL is no server's address"],
    [{ FAKTORY_URL: "jobs:7419" }, "FAKTORY_URL is no server's address"],
    [{ FAKTORY_URL: "tcp://:secret@" }, "FAKTORY_URL is no server's address"],
    [{ FAKTORY_URL: "tcp://jobs:99999" }, "FAKTORY_URL is no server's address"],
    [{ FAKTORY_URL: "tcp://:%zz@jobs" }, "FAKTORY_URL is no server's address"],
    [{ FAKTORY_PROVIDER: "JOBS_URL", JOBS_URL: "x" }, "JOBS_URL is no server's address"],
    [{ FAKTORY_PROVIDER: "JOBS_URL" }, "JOBS_URL is not set"],
    [{ FAKTORY_PROVIDER: "tcp://:secret@jobs" }, "what it holds is no such name"],
  ])("%p is refused with exit code 2, and no password is shown", (variables, text) => {
    const thrown = errorOf(() => readAddress(variables));
    expect(thrown.why).toBe("usage");
    expect(thrown.message).toContain(text);
    expect(thrown.message).not.toContain("secret");
  });

  test.each([
    ["localhost", "localhost:1"],
    ["::1", "[::1]:1"],
  ])("%s as people write it", (host, text) => expect(addressText({ host, port: 1 })).toBe(text));
});

function errorOf(act: () => unknown): Failure {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
