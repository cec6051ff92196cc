import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildOptions, endChildren, freePort, spawnChild, startChild } from "../support/child-server.ts";
import { Client } from "../support/client.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-refused-"));

afterAll(async () => {
  await endChildren();
  rmSync(folder, { recursive: true });
});

/** The one line that a start which is refused has to say. */
async function refusal(options: ChildOptions): Promise<string> {
  const server = spawnChild(options);
  expect(await server.ended()).toMatchObject({ code: 1, signal: null });
  const lines = server.errors().trim().split("\n");
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

test("§5 a second server on a storage directory is refused and names the first, which does not notice", async () => {
  const directory = join(folder, "shared");
  const first = await startChild({ directory });
  const client = await Client.greeted(first.port);
  expect(await refusal({ directory })).toBe(`millrace: storage directory ${directory} is in use by the server with pid ${first.pid}`);
  expect(await client.ask('PUSH {"jid":"undisturbed","jobtype":"T","args":[]}')).toBe("+OK");
  client.close();

  await first.end("SIGKILL");
  const next = await startChild({ directory });
  expect(await next.end("SIGTERM")).toMatchObject({ code: 0 });
});

test("§7 a storage directory that is a file is refused and named", async () => {
  const directory = join(folder, "file");
  writeFileSync(directory, "");
  expect(await refusal({ directory })).toStartWith(`millrace: storage directory ${directory} `);
});

test("§7 a storage directory that nobody can write to is refused and named", async () => {
  // root may write anywhere but to what the kernel itself shows
  const line = await refusal({ directory: "/proc/self", logs: folder });
  expect(line).toStartWith("millrace: storage directory /proc/self is not writable: ");
});

test.each(["command", "web"])("§7 a %s port that is taken is refused and named", async (which) => {
  const taken = freePort();
  const owner = Bun.listen({ hostname: "127.0.0.1", port: taken, socket: { data() {} } });
  const ports = which === "web" ? { webBinding: `127.0.0.1:${taken}` } : { port: taken };
  const line = await refusal({ directory: join(folder, which), ...ports });
  owner.stop(true);
  expect(line).toStartWith("millrace: ");
  expect(line).toContain(`${taken}`);
});
