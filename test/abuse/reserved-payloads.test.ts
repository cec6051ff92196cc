import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildServer, endChildren, startChild } from "../support/child-server.ts";
import { Client } from "../support/client.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-reserved-"));
afterAll(async () => {
  await endChildren();
  rmSync(folder, { recursive: true });
});

const mebibyte = 1_048_576;
const jobs = 40;
const padding = "x".repeat(8 * mebibyte);

/** The most that a process had in memory so far. */
function peakMebibytes({ pid }: ChildServer): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;
}

test("§4 a start with 320 MiB of reserved jobs does not take all of them into memory", async () => {
  const directory = join(folder, "db");
  const first = await startChild({ directory });
  const client = await Client.greeted(first.port);
  for (let number = 0; number < jobs; number++) {
    expect(await client.ask(`PUSH {"jid":"large-${number}-job","jobtype":"Large","args":["${padding}"]}`)).toBe("+OK");
    expect(await client.ask("FETCH default")).toContain(`large-${number}-job`);
  }
  client.close();
  expect(await first.end("SIGTERM")).toMatchObject({ code: 0 });
  const small = await startChild({ directory: join(folder, "empty") });
  const again = await startChild({ directory });
  expect(peakMebibytes(again) - peakMebibytes(small)).toBeLessThan((jobs * padding.length) / mebibyte / 2);
  const worker = await Client.greeted(again.port);
  expect(await worker.ask('ACK {"jid":"large-7-job"}')).toBe("+OK");
  expect(await worker.ask("INFO")).toContain(`"working":${jobs - 1}`);
  worker.close();
}, 60_000);
