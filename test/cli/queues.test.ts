import { afterEach, beforeEach, expect, test } from "bun:test";
import { Client } from "../support/client.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { bulk, fakeServer } from "./fake-server.ts";
import { millrace, type Outcome } from "./terminal.ts";

let server: TestServer;
let client: Client;

beforeEach(async () => {
  server = startTestServer();
  client = await Client.greeted(server.port);
  const job = (jid: string, queue: string) => `{"jid":"${jid}","jobtype":"Mail","args":[],"queue":"${queue}"}`;
  await client.ask(`PUSHB [${job("job-00001", "mail")},${job("job-00002", "mail")},${job("job-00003", "bulk")}]`);
});
afterEach(async () => {
  client.close();
  await server.stop();
});

const queues = async (...args: readonly string[]): Promise<Outcome> => millrace(["queues", ...args], { port: server.port });

async function states(): Promise<unknown> {
  return JSON.parse((await queues("ls", "--json")).out);
}

test("§3 queues ls is a table", async () => {
  await client.ask("QUEUE PAUSE bulk");
  await server.clock.advance(125_000);
  expect(await queues("ls")).toEqual({
    code: 0,
    out: `QUEUE  SIZE    LATENCY  PAUSED\nbulk      1  2 min 5 s  yes\nmail      2  2 min 5 s  no\n`,
    err: "",
  });
});

test("§3 queues ls --json is a list", async () => {
  await server.clock.advance(1_500);
  expect(await states()).toEqual([
    { name: "bulk", size: 1, latency: 1.5, paused: false },
    { name: "mail", size: 2, latency: 1.5, paused: false },
  ]);
});

test("§3 queues ls of a server that tells no more than sizes", async () => {
  using old = await fakeServer({ answer: (line) => (line === "INFO" ? bulk(`{"faktory":{"queues":{"a":3}},"server":{}}`) : "+OK\r\n") });
  expect((await millrace(["queues", "ls"], { port: old.port })).out).toBe("QUEUE  SIZE  LATENCY  PAUSED\na         3        -  -\n");
  expect((await millrace(["queues", "ls", "--json"], { port: old.port })).out).toBe(`[{"name":"a","size":3}]\n`);
});

test("§3 queues pause and resume, by name and all", async () => {
  expect(await queues("pause", "mail")).toEqual({ code: 0, out: "paused mail\n", err: "" });
  expect(await states()).toMatchObject([{ paused: false }, { paused: true }]);
  expect(await queues("pause", "--all", "--json")).toEqual({ code: 0, out: `{"paused":["bulk","mail"]}\n`, err: "" });
  expect(await states()).toMatchObject([{ paused: true }, { paused: true }]);
  expect(await queues("resume", "bulk", "mail")).toEqual({ code: 0, out: "resumed bulk, mail\n", err: "" });
  expect(await states()).toMatchObject([{ paused: false }, { paused: false }]);
  expect(await queues("pause", "*")).toMatchObject({ code: 0, out: "paused bulk, mail\n" });
});

test("§3 queues latency: of the named ones, or of all", async () => {
  await server.clock.advance(250);
  expect(await queues("latency", "mail")).toEqual({ code: 0, out: "QUEUE  LATENCY\nmail   0.250 s\n", err: "" });
  expect(JSON.parse((await queues("latency", "--json")).out)).toEqual({ bulk: 0.25, mail: 0.25 });
});

test("§3 queues remove wants --yes, and tells what would go", async () => {
  expect(await queues("remove", "--all")).toEqual({
    code: 2,
    out: "",
    err: "millrace: would remove 2 queues with 3 jobs (bulk: 1, mail: 2); --yes does it\n",
  });
  expect(await states()).toMatchObject([{ name: "bulk" }, { name: "mail" }]);
  expect(await queues("remove", "bulk", "--yes")).toEqual({ code: 0, out: "removed bulk\n", err: "" });
  expect(await queues("remove", "mail", "--yes", "--json")).toEqual({ code: 0, out: `{"removed":["mail"]}\n`, err: "" });
  expect(await states()).toEqual([]);
  expect(await queues("remove", "--all", "--yes")).toMatchObject({ code: 0, out: "removed nothing: there are no queues\n" });
});

test.each([["pause"], ["resume"], ["remove"], ["latency"]])(
  "§3 queues %s of a queue that does not exist exits 4, and nothing is done",
  async (verb) => {
    const outcome = await queues(verb, "mail", "nosuch", ...(verb === "remove" ? ["--yes"] : []));
    expect(outcome).toEqual({ code: 4, out: "", err: "millrace: no such queue: nosuch\n" });
    expect(await states()).toMatchObject([
      { name: "bulk", paused: false },
      { name: "mail", paused: false },
    ]);
  },
);

test("§2 a name that no queue can have never gets into a command", async () => {
  expect(await queues("pause", "mail\nFLUSH")).toEqual({ code: 4, out: "", err: "millrace: no such queue: mail\\u000aFLUSH\n" });
  expect(await states()).toHaveLength(2);
});

test.each([
  [["pause"], "name the queues to pause, or say --all"],
  [["remove", "--yes"], "name the queues to remove, or say --all"],
  [["nosuch"], "unknown command 'nosuch'"],
  [["ls", "--nosuch"], "unknown option '--nosuch'"],
])("queues %p exits 2", async (args, err) => {
  const outcome = await queues(...args);
  expect(outcome.code).toBe(2);
  expect(outcome.err).toContain(`millrace: ${err}`);
});
