import { afterAll, afterEach, beforeEach, expect, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildServer, endChildren, freePort, spawnChild, startChild } from "../support/child-server.ts";
import { Client } from "../support/client.ts";
import { countsOf } from "./survivors.ts";

const pageBytes = 4096;
const jobs = 200;
/** A page in the middle of the table of jobs holds it. */
const middle = jobs / 2;
const damageLine = /millrace\.db is damaged; stop the server, keep a copy of its directory, and put back an older copy or what "sqlite3 /;

let folder = "";
let directory = "";
let file = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-damage-"));
  directory = join(folder, "db");
  file = join(directory, "millrace.db");
});

afterEach(() => rmSync(folder, { recursive: true }));
afterAll(endChildren);

const markOf = (number: number) => `mark-${number}-mark`;

/** A storage with jobs that was closed, so that all of it is in the one file. */
async function fill(): Promise<void> {
  const server = await startChild({ directory });
  const client = await Client.greeted(server.port);
  const all = Array.from({ length: jobs }, (_, number) => {
    return `{"jid":"damaged-${number}","jobtype":"Mail","queue":"q","args":["${markOf(number)}","${"x".repeat(1_000)}"]}`;
  });
  expect(await client.ask(`PUSHB [${all.join(",")}]`)).toBe("$ {}");
  client.close();
  expect(await server.end("SIGTERM")).toMatchObject({ code: 0 });
}

/** Writes into the file past everybody. */
function overwrite(at: number, bytes: Uint8Array, path = file): void {
  const descriptor = openSync(path, "r+");
  writeSync(descriptor, bytes, 0, bytes.length, at);
  closeSync(descriptor);
}

/** Where a job's bytes lie, and where a copy of them may that no page needs any more. */
function placesOf(number: number): number[] {
  const [bytes, mark] = [readFileSync(file), markOf(number)];
  const found: number[] = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) found.push(at);
  return found;
}

async function jidFetched(client: Client): Promise<string | undefined> {
  return /"jid":"([^"]*)"/.exec(await client.ask("FETCH q"))?.[1];
}

test.each(["before the start", "while the server runs"])(
  "§5 a bit of a payload flips %s: it is never handed out, it is dead",
  async (when) => {
    await fill();
    const flip = () => {
      for (const at of placesOf(1)) overwrite(at, new TextEncoder().encode("mbrk"));
    };
    if (when === "before the start") flip();
    const server = await startChild({ directory });
    if (when !== "before the start") flip();
    const client = await Client.greeted(server.port);
    expect([await jidFetched(client), await jidFetched(client), await jidFetched(client)]).toEqual(["damaged-0", "damaged-2", "damaged-3"]);
    expect((await countsOf(client)).sets).toMatchObject({ dead: 1, working: 3 });
    client.close();
    await server.end("SIGTERM");
    expect(server.output()).toContain("the stored bytes of job damaged-1 in queue q have changed: it is dead");
  },
);

test("§5 a page is damaged: what stands on it gets -ERR, the log names the file and what to do, health says so, all else goes on", async () => {
  await fill();
  for (const at of placesOf(middle)) overwrite(Math.floor(at / pageBytes) * pageBytes, new Uint8Array(16).fill(0xff));
  const web = freePort();
  const server = await startChild({ directory, webBinding: `127.0.0.1:${web}` });
  const client = await Client.greeted(server.port);
  expect(await client.ask("FETCH q")).toBe("-ERR storage is corrupt");
  expect(await client.ask('PUSH {"jid":"all-else-goes-on","jobtype":"Mail","queue":"sound","args":[]}')).toBe("+OK");
  expect(await client.ask("FETCH sound")).toContain("all-else-goes-on");
  expect(await client.ask("FETCH q")).toBe("-ERR storage is corrupt");
  expect(await client.ask('ACK {"jid":"all-else-goes-on"}')).toBe("+OK");
  const health = await fetch(`http://127.0.0.1:${web}/health`);
  expect(await health.json()).toMatchObject({ status: "degraded", storage: "impaired", reason: "storage is corrupt" });
  client.close();
  await server.end("SIGTERM");
  expect(
    server
      .output()
      .split("\n")
      .filter((line) => damageLine.test(line)),
  ).toHaveLength(1);
});

/** The one line of a start that is refused. */
async function refusal(): Promise<string> {
  const server: ChildServer = spawnChild({ directory });
  expect(await server.ended()).toMatchObject({ code: 1 });
  const lines = server.errors().trim().split("\n");
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

test.each<[string, () => void]>([
  ["its head is overwritten", () => overwrite(0, new Uint8Array(100).fill(0x55))],
  ["a page of its schema is overwritten", () => overwrite(100, new Uint8Array(400).fill(0xff))],
  ["it is cut in half", () => truncateSync(file, Math.floor(statSync(file).size / 2 / pageBytes) * pageBytes)],
  ["it is cut within a page", () => truncateSync(file, 3 * pageBytes + 100)],
])("§5 a start on a database that is damaged is refused in a line that names it and says what to do: %s", async (_what, damage) => {
  await fill();
  damage();
  const line = await refusal();
  expect(line).toStartWith(`millrace: storage in ${directory} can't be opened: `);
  expect(line).toMatch(damageLine);
});

test.each<[string, (log: string) => void]>([
  ["a bit of it flips", (log) => overwrite(24 + 30 * (pageBytes + 24), new Uint8Array([0x55, 0xaa, 0x55]), log)],
  ["it is cut", (log) => truncateSync(log, 24 + 30 * (pageBytes + 24) + 1_000)],
])(
  "§5 the log that a killed server left is damaged: what lies behind is gone, nothing wrong is read from it: %s",
  async (_what, damage) => {
    const first = await startChild({ directory });
    const client = await Client.greeted(first.port);
    for (let number = 0; number < jobs; number++) {
      const pushed = `{"jid":"damaged-${number}","jobtype":"Mail","queue":"q","args":["${markOf(number)}"]}`;
      expect(await client.ask(`PUSH ${pushed}`)).toBe("+OK");
    }
    client.close();
    await first.end("SIGKILL");
    damage(`${file}-wal`);

    const next = await startChild({ directory });
    const again = await Client.greeted(next.port);
    const { total_enqueued: left } = await countsOf(again);
    expect(left).toBeLessThan(jobs);
    for (let number = 0; number < left; number++) expect(await again.ask("FETCH q")).toContain(`"args":["${markOf(number)}"]`);
    again.close();
    expect(await next.end("SIGTERM")).toMatchObject({ code: 0 });
  },
);
