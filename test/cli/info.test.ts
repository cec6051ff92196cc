import { afterAll, beforeAll, expect, test } from "bun:test";
import { Client } from "../support/client.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { bulk, fakeServer } from "./fake-server.ts";
import { millrace } from "./terminal.ts";

let server: TestServer;

beforeAll(async () => {
  server = startTestServer();
  const client = await Client.greeted(server.port);
  await client.ask(`PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}`);
  await client.ask(`PUSH {"jid":"job-00002","jobtype":"Mail","args":[],"queue":"bulk"}`);
  await client.ask(`PUSH {"jid":"job-00003","jobtype":"Mail","args":[],"at":"2030-01-01T00:00:00Z"}`);
  await client.ask("FETCH bulk");
  client.close();
});
afterAll(async () => server.stop());

test("§3 info prints the numbers of INFO, one a line", async () => {
  const { code, out, err } = await millrace(["info"], { port: server.port });
  const told = Object.fromEntries(
    out
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/ {2,}/)),
  );
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(told).toMatchObject({
    server: "Millrace (Faktory Enterprise compatible) 0.0.0",
    protocol: "1.10.0",
    address: `127.0.0.1:${server.port}`,
    up: "0 s",
    queues: "2",
    enqueued: "1",
    working: "1",
    scheduled: "1",
    retries: "0",
    dead: "0",
    processed: "0",
    failures: "0",
  });
});

test("§3 info --json prints the server's own JSON, on one line", async () => {
  const { code, out } = await millrace(["info", "--json"], { port: server.port });
  expect(code).toBe(0);
  expect(out.trimEnd()).not.toContain("\n");
  expect(JSON.parse(out)).toMatchObject({ faktory: { queues: { default: 1, bulk: 0 }, total_enqueued: 1 }, server: { version: "0.0.0" } });
});

test("§3 info shows a server that tells less than ours", async () => {
  using old = await fakeServer({
    answer: (line) => (line === "INFO" ? bulk(`{"faktory":{"queues":{"a":3}},"server":{"faktory_version":"1.9.0"}}`) : "+OK\r\n"),
  });
  const { code, out } = await millrace(["info"], { port: old.port });
  expect(code).toBe(0);
  expect(out).toContain("protocol     1.9.0\n");
  expect(out).toContain("queues       1\n");
});

test("§1 what a server says reaches no terminal as it is: control characters and turned text are escaped", async () => {
  const hostile = `{"server":{"description":"a\\u001b[2J\\nb\u009bc\u202ed"},\r\n\t"faktory":{}}`;
  using liar = await fakeServer({ answer: (line) => (line === "INFO" ? bulk(hostile) : "+OK\r\n") });
  const text = await millrace(["info"], { port: liar.port });
  expect(text.out).toContain("server       a\\u001b[2J\\u000ab\\u009bc\\u202ed\n");
  const json = await millrace(["info", "--json"], { port: liar.port });
  expect(json.out).toBe(`{"server":{"description":"a\\u001b[2J\\nb\\u009bc\\u202ed"},   "faktory":{}}\n`);
});

test.each([
  ["an error", "-ERR shutdown in progress\r\n", "millrace: shutdown in progress\n"],
  ["an error with an escape sequence", "-ERR \u001b[31mred\r\n", "millrace: \\u001b[31mred\n"],
  ["no JSON", bulk("{"), "millrace: the server's answer is not what the protocol says\n"],
  ["a list", bulk("[]"), "millrace: the server's answer is not what the protocol says\n"],
  ["nothing", "$-1\r\n", "millrace: the server's answer is not what the protocol says\n"],
])("§3 info, answered with %s, exits 1", async (_, answer, err) => {
  using server = await fakeServer({ answer: (line) => (line === "INFO" ? answer : "+OK\r\n") });
  expect(await millrace(["info"], { port: server.port })).toEqual({ code: 1, out: "", err });
});

test("§3 info takes no argument", async () => {
  const { code, err } = await millrace(["info", "extra"], { port: server.port });
  expect(code).toBe(2);
  expect(err).toContain("too many arguments");
});
