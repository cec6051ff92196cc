import { beforeAll, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { Client } from "../support/client.ts";
import { binary } from "./binary.ts";
import { Home } from "./home.ts";

let millrace: string;

beforeAll(async () => {
  millrace = await binary();
}, 120_000);

test("§7 -v says the version", async () => {
  using home = new Home();
  expect(await home.run([millrace, "-v"])).toEqual({ code: 0, out: `millrace ${manifest.version}\n`, err: "" });
  expect(readdirSync(home.path)).toEqual([]);
});

test("§7 it serves from an empty directory with an empty home, and leaves its storage there and nothing else", async () => {
  using home = new Home();
  const server = await home.serve([millrace]);
  const client = await Client.greeted(server.port);
  expect(await client.ask(`PUSH {"jid":"job-00001","jobtype":"Mail","args":[1.0]}`)).toBe("+OK");
  client.close();
  expect(await server.stop()).toBe(0);
  expect(readdirSync(home.path).filter((name) => !name.includes(".log"))).toEqual([".faktory"]);
  const again = await home.serve([millrace]);
  const worker = await Client.greeted(again.port);
  expect(await worker.ask("FETCH default")).toContain(`"args":[1.0]`);
  worker.close();
  expect(await again.stop()).toBe(0);
});

const contentTypes: Readonly<Record<string, RegExp>> = {
  css: /^text\/css/,
  js: /^(?:text|application)\/javascript/,
  svg: /^image\/svg\+xml/,
};

test("§8 the pages and all they refer to are inside", async () => {
  using home = new Home();
  const server = await home.serve([millrace]);
  const page = await fetch(`${server.web}/`);
  expect(page.status).toBe(200);
  const links = [...(await page.text()).matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)].map(([, link = ""]) => link);
  expect(links.length).toBeGreaterThanOrEqual(2);
  for (const link of links) {
    const file = await fetch(`${server.web}${link}`);
    expect({ link, status: file.status, isEmpty: (await file.text()).length === 0 }).toEqual({ link, status: 200, isEmpty: false });
    expect(file.headers.get("content-type")).toMatch(contentTypes[link.slice(link.lastIndexOf(".") + 1)] ?? /^none/);
  }
  expect((await fetch(`${server.web}/stats`)).status).toBe(200);
  // read by a thread, whose file is inside too
  expect((await fetch(`${server.web}/morgue`)).status).toBe(200);
  await server.stop();
});

/** How often the log began again: the checkpoint sequence number in the header of SQLite's write-ahead log. */
function logRestarts(storage: string): number {
  return readFileSync(join(storage, "millrace.db-wal")).readUInt32BE(12);
}

/** Of 5 MB each: the log is copied from 16 MB on. */
const batchesMax = 100;

test("§5 its checkpoints run: the log begins again, the database takes the jobs, and nothing is in its log", async () => {
  using home = new Home();
  const server = await home.serve([millrace]);
  const storage = join(home.path, ".faktory/db");
  const before = logRestarts(storage);
  const client = await Client.greeted(server.port);
  const text = "x".repeat(100_000);
  const job = (index: number) => `{"jid":"job-${index + 10_000}","jobtype":"Mail","args":["${text}"]}`;
  // The thread copies while the jobs come; how far it is with each batch is the machine's affair.
  for (let batch = 0; batch < batchesMax && logRestarts(storage) === before; batch++) {
    const jobs = Array.from({ length: 50 }, (_, index) => job(batch * 50 + index));
    expect(await client.ask(`PUSHB [${jobs.join(",")}]`)).toBe("$ {}");
  }
  client.close();
  expect(logRestarts(storage)).toBeGreaterThan(before);
  expect(statSync(join(storage, "millrace.db")).size).toBeGreaterThan(16_000_000);
  expect(server.log()).not.toMatch(/ERROR|checkpoint/);
  expect(await server.stop()).toBe(0);
}, 60_000);

test("called as faktory it serves, called as faktory-cli it is raw", async () => {
  using home = new Home();
  const [faktory, cli] = [join(home.path, "faktory"), join(home.path, "faktory-cli")];
  symlinkSync(millrace, faktory);
  symlinkSync(millrace, cli);
  const server = await home.serve([faktory, "-e", "development"]);
  const variables = { FAKTORY_URL: `tcp://127.0.0.1:${server.port}` };
  expect(await home.run([cli], variables, "FLUSH\n")).toEqual({ code: 0, out: "OK\n", err: "" });
  expect(await home.run([faktory, "info"], variables)).toMatchObject({ code: 1, out: "" });
  expect(await home.run([millrace, "info"], variables)).toMatchObject({ code: 0, err: "" });
  expect(await server.stop()).toBe(0);
});

test("§8 healthcheck of a server that is ready, degraded, stopped", async () => {
  using home = new Home();
  const healthcheck = async (web: string) => home.run([millrace, "healthcheck", "--url", web]);
  const ready = await home.serve([millrace]);
  expect(await healthcheck(ready.web)).toEqual({ code: 0, out: `ready (${ready.web}/health/ready)\n`, err: "" });
  await ready.stop();
  expect(await healthcheck(ready.web)).toMatchObject({ code: 3, out: "" });

  // More room than any disk has.
  mkdirSync(join(home.path, ".faktory/conf.d"));
  writeFileSync(join(home.path, ".faktory/conf.d/full.toml"), "[faktory]\nmin_free = 9_000_000_000_000_000\n");
  const full = await home.serve([millrace]);
  const { code, err } = await healthcheck(full.web);
  expect({ code, err }).toEqual({ code: 5, err: expect.stringMatching(/^millrace: degraded: .*disk almost full/) as string });
  const push = await home.run([millrace, "push", "Mail"], { FAKTORY_URL: `tcp://127.0.0.1:${full.port}` });
  expect(push).toEqual({ code: 1, out: "", err: "millrace: disk almost full\n" });
  await full.stop();
});

test("§7 neither a .env nor a bunfig.toml of the current directory is read", async () => {
  using home = new Home();
  writeFileSync(join(home.path, ".env"), "FAKTORY_URL=tcp://127.0.0.1:2\n");
  writeFileSync(join(home.path, "bunfig.toml"), 'preload = ["./preload.ts"]\n');
  writeFileSync(join(home.path, "preload.ts"), 'console.log("preloaded");\n');
  const { code, out, err } = await home.run([millrace, "info"], { FAKTORY_PROVIDER: "JOBS_URL", JOBS_URL: "tcp://127.0.0.1:1" });
  expect({ code, out, err }).toEqual({ code: 3, out: "", err: "millrace: cannot reach 127.0.0.1:1: nothing listens there\n" });
  const fallback = await home.run([millrace, "info"]);
  expect(fallback.err).not.toContain(":2");
});

test("§7 a failed start prints one clear line and exits 1", async () => {
  using home = new Home();
  writeFileSync(join(home.path, "file"), "");
  const { code, out, err } = await home.run([millrace, "-b", "127.0.0.1:0", "-w", ":0", "-d", "file/db"]);
  expect({ code, lines: `${out}${err}`.trimEnd().split("\n").length }).toEqual({ code: 1, lines: 1 });
  expect(err).toStartWith("millrace: ");
});
