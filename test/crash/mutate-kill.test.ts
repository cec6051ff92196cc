import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectRaw, type RawConnection } from "../clients/wire.ts";
import { endChildren, startChild } from "../support/child-server.ts";

const jobs = 20_000;
const directory = mkdtempSync(join(tmpdir(), "millrace-mutate-"));

afterAll(async () => {
  await endChildren();
  rmSync(directory, { recursive: true, force: true });
});

async function connect(port: number): Promise<RawConnection> {
  const connection = connectRaw(port);
  await connection.reply();
  await connection.ask('HELLO {"v":2}');
  return connection;
}

async function sets(connection: RawConnection): Promise<{ scheduled: number; dead: number }> {
  const reply = await connection.ask("INFO");
  if (reply.kind !== "bulk") throw new Error(`INFO: ${JSON.stringify(reply)}`);
  return (JSON.parse(reply.text) as { faktory: { sets: { scheduled: number; dead: number } } }).faktory.sets;
}

test("§3 a MUTATE killed midway is finished by the next start: each job is in one place, and no later one is touched", async () => {
  const storage = { directory: join(directory, "db"), logs: join(directory, "logs") };
  const first = await startChild(storage);
  const pushing = await connect(first.port);
  for (let from = 0; from < jobs; from += 1000) {
    const list = Array.from(
      { length: 1000 },
      (_, index) => `{"jid":"wide-${from + index}-job","jobtype":"T","args":[],"at":"2035-01-01T00:00:00Z"}`,
    );
    expect(await pushing.ask(`PUSHB [${list.join(",")}]`)).toEqual({ kind: "bulk", text: "{}" });
  }
  const watching = await connect(first.port);
  pushing.write('MUTATE {"cmd":"kill","target":"scheduled"}\n');
  let seen = await sets(watching);
  while (seen.dead === 0) seen = await sets(watching);
  await first.end("SIGKILL");
  pushing.close();
  watching.close();
  expect(seen.scheduled + seen.dead).toBe(jobs);
  expect(seen.scheduled).toBeGreaterThan(0);

  const second = await startChild(storage);
  const after = await connect(second.port);
  expect(await after.ask('PUSH {"jid":"too-late-1","jobtype":"T","args":[],"at":"2034-01-01T00:00:00Z"}')).toEqual({
    kind: "text",
    text: "OK",
  });
  const end = performance.now() + 30_000;
  for (seen = await sets(after); seen.dead < jobs && performance.now() < end; seen = await sets(after)) {
    expect(seen.scheduled + seen.dead).toBe(jobs + 1);
    await Bun.sleep(20);
  }
  expect(seen).toMatchObject({ scheduled: 1, dead: jobs });
  after.close();
  expect((await second.end("SIGTERM")).code).toBe(0);
}, 60_000);
