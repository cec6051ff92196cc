import { afterEach, beforeEach, expect, test } from "bun:test";
import { Client } from "../support/client.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { millrace, type Outcome } from "./terminal.ts";

let server: TestServer;
let client: Client;

beforeEach(async () => {
  server = startTestServer();
  client = await Client.greeted(server.port);
});
afterEach(async () => {
  client.close();
  await server.stop();
});

const push = async (...args: readonly string[]): Promise<Outcome> => millrace(["push", ...args], { port: server.port });

test("§3 push: a job of a type, its arguments as they were written, and a jid of its own", async () => {
  const { code, out, err } = await push("Mail", "1.0", "-1", "9007199254740993", `{"b":1, "a":"é\\ud800"}`, "null", `"x"`);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^[\w-]{16}\n$/);
  const job = await client.ask("FETCH default");
  expect(job).toStartWith(`$ {"jid":"${out.trim()}","jobtype":"Mail","args":[1.0,-1,9007199254740993,{"b":1, "a":"é\\ud800"},null,"x"],`);
});

test("§2 push: queue, retry and jid", async () => {
  expect(await push("Mail", "--queue", "bulk", "--retry", "-1", "--jid", "job-00001")).toEqual({ code: 0, out: "job-00001\n", err: "" });
  expect(await client.ask("FETCH bulk")).toStartWith(`$ {"jid":"job-00001","jobtype":"Mail","args":[],"queue":"bulk","retry":-1,`);
});

test("§2 push --at schedules, --json prints the jid as JSON", async () => {
  expect(await push("--json", "--at", "2030-01-01T02:00:00+02:00", "--jid", "job-00001", "Mail")).toMatchObject({
    code: 0,
    out: `{"jid":"job-00001"}\n`,
  });
  expect(await client.ask("INFO")).toContain(`"scheduled":1`);
});

test("§1 push: a line break between the tokens of an argument ends no command", async () => {
  expect(await push("Mail", `[1,\r\n2]`, "--jid", "job-00001")).toMatchObject({ code: 0 });
  expect(await client.ask("FETCH default")).toContain(`"args":[[1,  2]]`);
});

test("§2 push: a type and a jid may hold anything", async () => {
  expect(await push(`a"\n\\b`, "--jid", `j"\nFLUSH 1234`)).toEqual({ code: 0, out: `j"\\u000aFLUSH 1234\n`, err: "" });
  expect(await client.ask("FETCH default")).toContain(`"jid":"j\\"\\nFLUSH 1234","jobtype":"a\\"\\n\\\\b"`);
});

test("§2 push: what the server refuses exits 1 in its words", async () => {
  expect(await push("Mail", "--jid", "short")).toEqual({ code: 1, out: "", err: "millrace: jobs must have a reasonable jid parameter\n" });
});

test.each([
  [["Mail", "hello"], `argument 1 is no JSON: hello; a string needs quotes of its own: '"hello"'`],
  [["Mail", "1", "01"], `argument 2 is no JSON: 01; a string needs quotes of its own: '"01"'`],
  [["Mail", "{a:1}"], "argument 1 is no JSON: {a:1}\n"],
  [["Mail", ""], `argument 1 is no JSON: ; a string needs quotes of its own: '""'`],
  [["Mail", "1 2"], "argument 1 is no JSON: 1 2"],
  [["Mail", `[${"[".repeat(600)}${"]".repeat(600)}]`], "argument 1 is no JSON"],
  [["Mail", "--queue", "a b"], `cannot get "a b" queue: queue names must match`],
  [["Mail", "--at", "tomorrow"], "--at tomorrow is no time: say it as"],
  [["Mail", "--retry", "often"], "--retry often is no count"],
  [["Mail", "--retry", "-2"], "--retry -2 is no count"],
  [[], "say the job's type, or --file"],
  [["Mail", "--file", "x"], "say a type and its arguments, or --file, not both"],
  [["--file", "x", "--queue", "a"], "cannot be used with option"],
  [["Mail", "--nosuch"], "unknown option '--nosuch'"],
])("push %p exits 2, and nothing is pushed", async (args, err) => {
  const outcome = await push(...args);
  expect(outcome).toMatchObject({ code: 2, out: "" });
  expect(outcome.err).toStartWith(`millrace: `);
  expect(outcome.err).toContain(err);
  expect(await client.ask("INFO")).toContain(`"total_enqueued":0`);
});
