import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestServer, type TestServer } from "../support/server.ts";
import { bulk, fakeServer } from "./fake-server.ts";
import { millrace } from "./terminal.ts";

let server: TestServer;

beforeAll(() => {
  server = startTestServer();
});
afterAll(async () => server.stop());

test("§3 raw: each line is a command, each answer a line", async () => {
  const input = `PUSH {"jid":"job-00001","jobtype":"Mail","args":[]}\n\n \t\r\nQUEUE LATENCY nosuch\r\nMUTATE {"cmd":"clear","target":"dead"}`;
  expect(await millrace(["raw"], { port: server.port, input })).toEqual({ code: 0, out: `OK\n{"nosuch":0}\nOK\n`, err: "" });
});

test("§3 raw: an answer of nothing, and a job byte for byte", async () => {
  using other = await fakeServer({
    answer: (line) => (line === "FETCH a" ? "$-1\r\n" : line === "FETCH b" ? bulk("{\u001b\n}") : "+OK\r\n"),
  });
  expect((await millrace(["raw"], { port: other.port, input: "FETCH a\nFETCH b\n" })).out).toBe("(nothing)\n{\\u001b\\u000a}\n");
});

test("§3 raw: errors are printed, the lines behind them are sent, and the exit code is 1", async () => {
  expect(await millrace(["raw"], { port: server.port, input: "FOO\nFLUSH\nACK\n" })).toEqual({
    code: 1,
    out: expect.stringMatching(/^ERR unknown command FOO\nOK\nERR invalid ACK .*\n$/),
    err: "millrace: 2 commands were answered with an error\n",
  });
});

test.each([["END"], ["exit"], ["quit"]])("§3 raw: %s ends it", async (word) => {
  expect(await millrace(["raw"], { port: server.port, input: `FLUSH\n${word}\nFOO\n` })).toEqual({ code: 0, out: "OK\n", err: "" });
});

test("§1 raw: a command's bytes are sent as they are", async () => {
  using other = await fakeServer();
  const input = [Buffer.from(`PUSH {"a":  "é`), Buffer.from(`"}\nFETCH a`)];
  expect(await millrace(["raw"], { port: other.port, input })).toMatchObject({ code: 0 });
  expect(other.heard.slice(1)).toEqual([`PUSH {"a":  "é"}`, "FETCH a"]);
});

test("§3 raw on a terminal prompts, and an error is no failure", async () => {
  const { code, out, err } = await millrace(["raw"], { port: server.port, input: "FOO\nFLUSH\n", isTyped: true });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toStartWith(`127.0.0.1:${server.port}> `);
  expect(out).toContain("ERR unknown command FOO\n");
  expect(out).toContain("OK\n");
});

test("§3 raw: a server that goes away exits 3", async () => {
  using other = await fakeServer({ answer: (line) => (line.startsWith("HELLO") ? "+OK\r\n" : undefined) });
  expect(await millrace(["raw"], { port: other.port, input: "INFO\nINFO\n" })).toEqual({
    code: 3,
    out: "",
    err: `millrace: 127.0.0.1:${other.port} closed the connection\n`,
  });
});
