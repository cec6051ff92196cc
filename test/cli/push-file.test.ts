import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "../support/client.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { bulk, fakeServer } from "./fake-server.ts";
import { millrace, type Outcome } from "./terminal.ts";

let server: TestServer;
let client: Client;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-cli-"));
  server = startTestServer();
  client = await Client.greeted(server.port);
});
afterEach(async () => {
  client.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function pushFile(content: string | Uint8Array, ...options: readonly string[]): Promise<Outcome> {
  const path = join(folder, "jobs.ndjson");
  writeFileSync(path, content);
  return millrace(["push", "--file", path, ...options], { port: server.port });
}

const job = (jid: string) => `{"jid":"${jid}","jobtype":"Mail","args":[]}`;

test("§3 push --file: a job a line, byte for byte; blank lines and a missing last line end don't matter", async () => {
  const first = `{"jid":"job-00001","args":[ 1.0,9007199254740993 ],"z":1,"jobtype":"Mail","queue":"q","retry":3,"created_at":"x"}`;
  const outcome = await pushFile(`${first}\n\n  \t\r\n ${job("job-00002")}`);
  expect(outcome).toEqual({ code: 0, out: "pushed 2 jobs\n", err: "" });
  expect(await client.ask("FETCH q")).toStartWith(`$ ${first.slice(0, -1)},"enqueued_at":`);
  expect(await client.ask("FETCH default")).toStartWith(`$ ${job("job-00002").slice(0, -1)},`);
});

test.each([
  ["absent", `{"jobtype":"Mail","args":[]}`, `{"jobtype":"Mail","args":[],"jid":"JID"`],
  ["null", `{"jobtype":"Mail", "jid" : null,"args":[]}`, `{"jobtype":"Mail", "jid" : "JID","args":[]`],
  ["empty", `{"jid":"","jobtype":"Mail","args":[]}`, `{"jid":"JID","jobtype":"Mail","args":[]`],
])("§2 push --file: a jid that is %s is added, and the rest stays", async (_, line, stored) => {
  expect(await pushFile(line)).toMatchObject({ code: 0 });
  const fetched = await client.ask("FETCH default");
  expect(fetched.replace(/("jid" ?: ?)"[\w-]{16}"/, `$1"JID"`)).toStartWith(`$ ${stored},"queue":"default"`);
});

test("§3 push --file: each line that fails is named, the others are pushed, and the exit code is 1", async () => {
  const lines = [
    job("job-00001"),
    "[1]",
    `{"jid":"job-00003","jobtype":""}`,
    "",
    "{}",
    `{"jid":7,"jobtype":"Mail"}`,
    job("job-00007"),
    `{"a`,
  ];
  expect(await pushFile(lines.join("\n"))).toEqual({
    code: 1,
    out: "pushed 2 jobs\n",
    err: expect.stringMatching(
      new RegExp(
        [
          "^line 2: invalid JSON: a job must be an object",
          "line 6: invalid JSON: jid must be a string",
          "line 8: invalid JSON: unexpected end",
          String.raw`line 3 \(jid job-00003\): jobs must have a jobtype parameter`,
          String.raw`line 5 \(jid [\w-]{16}\): jobs must have a jobtype parameter`,
          "millrace: 5 lines were not pushed\n$",
        ].join("\n"),
      ),
    ),
  });
  expect(await client.ask("INFO")).toContain(`"total_enqueued":2`);
});

test("§3 push --file --json: a line a failure, then the sums", async () => {
  const { code, out } = await pushFile(`${job("job-00001")}\nno\n{"jid":"job-00003"}\n`, "--json");
  expect(code).toBe(1);
  expect(
    out
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line)),
  ).toEqual([
    { line: 2, error: "invalid JSON: a job must be an object" },
    { line: 3, jid: "job-00003", error: "jobs must have a jobtype parameter" },
    { pushed: 1, failed: 2 },
  ]);
});

test("§3 push --file: bytes that are no UTF-8 fail alone", async () => {
  const outcome = await pushFile(
    Buffer.concat([Buffer.from(`{"jid":"job-\xff\xff\xff","a":1}\n`, "latin1"), Buffer.from(job("job-00002"))]),
  );
  expect(outcome).toMatchObject({ code: 1, out: "pushed 1 job\n" });
  expect(outcome.err).toContain("line 1: invalid JSON: the bytes are not valid UTF-8");
});

test("§2 push --file: the same jid twice is pushed twice, and an error is told of the right line", async () => {
  const outcome = await pushFile(`${job("job-00001")}\n{"jid":"job-00001","jobtype":""}\n${job("job-00001")}\n`);
  expect(outcome).toMatchObject({ code: 1, out: "pushed 2 jobs\n" });
  expect(outcome.err).toStartWith("line 2 (jid job-00001): jobs must have a jobtype parameter\n");
});

test("§3 push --file: thousands of lines go in batches, in their order", async () => {
  const jids = Array.from({ length: 2_500 }, (_, index) => `job-${String(index).padStart(6, "0")}`);
  expect(await pushFile(jids.map(job).join("\n"))).toEqual({ code: 0, out: "pushed 2500 jobs\n", err: "" });
  for (const jid of jids.slice(0, 3)) expect(await client.ask("FETCH default")).toContain(jid);
  expect(await client.ask("INFO")).toContain(`"default":2497`);
});

test("§3 push --file -: standard input, however it is cut into chunks", async () => {
  const bytes = Buffer.from(`${job("job-é0001")}\n${job("job-00002")}`);
  const input = Array.from(bytes, (byte) => Uint8Array.of(byte));
  expect(await millrace(["push", "-f", "-"], { port: server.port, input })).toMatchObject({ code: 0, out: "pushed 2 jobs\n" });
  expect(await client.ask("FETCH default")).toContain("job-é0001");
});

test("§3 push --file of nothing pushes nothing", async () =>
  expect(await pushFile("\n\n")).toEqual({ code: 0, out: "pushed 0 jobs\n", err: "" }));

test("push --file: a file that is not there exits 1", async () => {
  const { code, err } = await millrace(["push", "--file", join(folder, "nosuch")], { port: server.port });
  expect(code).toBe(1);
  expect(err).toStartWith(`millrace: cannot read ${folder}/nosuch: ENOENT`);
});

const lines = Array.from({ length: 1_500 }, (_, index) => job(`job-${index + 10_000}`)).join("\n");

test("§5 push --file: a batch that is refused as a whole stops it, and says how far it came", async () => {
  using full = await fakeServer({ answer: (_, count) => ["+OK\r\n", bulk("{}"), "-ERR disk almost full\r\n"][count - 1] });
  expect(await millrace(["push", "--file", "-"], { port: full.port, input: lines })).toEqual({
    code: 1,
    out: "",
    err: "millrace: disk almost full; 1000 jobs were pushed before line 1001, those from there on were not pushed\n",
  });
});

test("§5 push --file: a connection that breaks leaves a batch in doubt, and says so", async () => {
  using dying = await fakeServer({ answer: (_, count) => ["+OK\r\n", bulk("{}")][count - 1] });
  expect(await millrace(["push", "--file", "-"], { port: dying.port, input: lines })).toEqual({
    code: 3,
    out: "",
    err: `millrace: 127.0.0.1:${dying.port} closed the connection; 1000 jobs were pushed before line 1001, those from there on may or may not have been pushed\n`,
  });
});
