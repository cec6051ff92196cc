import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { startTestServer } from "../support/server.ts";
import { aCertificate } from "../support/certificates.ts";
import { bulk, fakeServer } from "./fake-server.ts";
import type { Outcome } from "./terminal.ts";

const program = process.env["MILLRACE_BIN"] ? [resolve(process.env["MILLRACE_BIN"])] : [process.execPath, resolve("src/main.ts")];

/** The program in a process of its own. */
async function millrace(args: readonly string[], variables: Readonly<Record<string, string>> = {}, input = ""): Promise<Outcome> {
  const { PATH = "", HOME = "" } = process.env;
  const child = Bun.spawn([...program, ...args], {
    env: { PATH, HOME, ...variables },
    stdin: Buffer.from(input),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [code, out, err] = await Promise.all([child.exited, new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code, out, err };
}

test("§7 help lists the subcommands, the server's flags, the exit codes and the variables", async () => {
  for (const args of [["help"], ["-h"], ["--help"]]) {
    const { code, out } = await millrace(args);
    expect(code).toBe(0);
    for (const word of ["info", "queues", "push", "raw", "healthcheck", "-b HOST:PORT", "Exit codes:", "FAKTORY_URL"])
      expect(out).toContain(word);
  }
});

test("help of a subcommand shows examples", async () => {
  for (const name of ["info", "queues", "push", "raw", "healthcheck"]) {
    const { code, out } = await millrace([name, "--help"]);
    expect(code).toBe(0);
    expect(out).toContain(`Examples:\n`);
    expect(out).toContain(`millrace ${name}`);
  }
});

test("§7 -v prints the version", async () =>
  expect(await millrace(["-v"])).toEqual({ code: 0, out: `millrace ${manifest.version}\n`, err: "" }));

test("an unknown subcommand exits 2, and nothing is served", async () =>
  expect(await millrace(["serve"])).toEqual({ code: 2, out: "", err: "millrace: unknown command 'serve'\n(--help shows how)\n" }));

test("a subcommand talks to the server that FAKTORY_URL names, and exits by its codes", async () => {
  const server = startTestServer();
  const variables = { FAKTORY_URL: `tcp://localhost:${server.port}` };
  expect(await millrace(["push", "Mail", "1", "--jid", "job-00001"], variables)).toEqual({ code: 0, out: "job-00001\n", err: "" });
  expect(await millrace(["raw"], variables, "QUEUE LATENCY nosuch")).toEqual({ code: 0, out: '{"nosuch":0}\n', err: "" });
  expect(await millrace(["queues", "pause", "nosuch"], variables)).toMatchObject({ code: 4 });
  await server.stop();
  expect(await millrace(["info"], variables)).toMatchObject({ code: 3, out: "" });
});

test("a long answer reaches a slow reader whole, and one that goes away is no error", async () => {
  const names = Array.from({ length: 50_000 }, (_, index) => `"queue-number-${index}":0`).join();
  using server = await fakeServer({ answer: (line) => (line === "INFO" ? bulk(`{"faktory":{"queues":{${names}}}}`) : "+OK\r\n") });
  const variables = { FAKTORY_URL: `tcp://127.0.0.1:${server.port}` };
  const run = async (reader: string, args = "queues ls") => {
    const command = `${program.map((word) => `'${word}'`).join(" ")} ${args} | (${reader})`;
    const child = Bun.spawn(["bash", "-o", "pipefail", "-c", command], {
      env: { ...process.env, ...variables },
      stdout: "pipe",
      stderr: "pipe",
    });
    return { code: await child.exited, out: await new Response(child.stdout).text(), err: await new Response(child.stderr).text() };
  };
  expect(await run("sleep 0.2; wc -l")).toEqual({ code: 0, out: "50001\n", err: "" });
  expect(await run("head -1")).toMatchObject({ code: 0, err: "" });
  expect(await run("true", "help")).toMatchObject({ code: 0, err: "" });
});

test("§1 NODE_EXTRA_CA_CERTS names certificates to trust over TLS", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-cli-"));
  const tls = aCertificate();
  writeFileSync(join(folder, "ca.pem"), tls.cert);
  using server = await fakeServer({ tls, answer: (line) => (line === "INFO" ? bulk("{}") : "+OK\r\n") });
  const FAKTORY_URL = `tcp+tls://localhost:${server.port}`;
  expect(await millrace(["info", "--json"], { FAKTORY_URL, NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") })).toEqual({
    code: 0,
    out: "{}\n",
    err: "",
  });
  expect(await millrace(["info"], { FAKTORY_URL })).toMatchObject({ code: 3 });
  rmSync(folder, { recursive: true });
});
