import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectRaw, type RawConnection } from "../clients/wire.ts";
import { type ChildServer, endChildren, freePort, startChild } from "../support/child-server.ts";

const jobs = 20_000;
const directory = mkdtempSync(join(tmpdir(), "millrace-wide-"));

afterAll(async () => {
  await endChildren();
  rmSync(directory, { recursive: true, force: true });
});

/** A server whose pages are asked too. */
async function start(web: number): Promise<{ child: ChildServer; connection: RawConnection }> {
  const child = await startChild({ directory: join(directory, "db"), logs: join(directory, "logs"), webBinding: `127.0.0.1:${web}` });
  const connection = connectRaw(child.port);
  await connection.reply();
  await connection.ask('HELLO {"v":2}');
  return { child, connection };
}

async function sets(connection: RawConnection): Promise<{ scheduled: number; dead: number }> {
  const reply = await connection.ask("INFO");
  if (reply.kind !== "bulk") throw new Error(`INFO: ${JSON.stringify(reply)}`);
  return (JSON.parse(reply.text) as { faktory: { sets: { scheduled: number; dead: number } } }).faktory.sets;
}

async function push(connection: RawConnection, jid: string, jobtype: string, count: number): Promise<void> {
  const job = (index: number) => `{"jid":"${jid}-${index}-job","jobtype":"${jobtype}","args":[],"at":"2035-01-01T00:00:00Z"}`;
  const list = Array.from({ length: count }, (_, index) => job(index));
  expect(await connection.ask(`PUSHB [${list.join(",")}]`)).toEqual({ kind: "bulk", text: "{}" });
}

/** Confirms the wide kill of all scheduled jobs of type Wide, as the page that asks does it: the address of its operation. */
async function killAll(web: number): Promise<string> {
  const asked = await fetch(`http://127.0.0.1:${web}/confirm?do=kill&list=scheduled&q=type:Wide`);
  const page = await asked.text();
  const freeze = /name="freeze" value="([^"]+)"/.exec(page)?.[1]?.replaceAll("&#126;", "~");
  const count = /name="count" value="(\d+)"/.exec(page)?.[1];
  expect([asked.status, freeze !== undefined, count]).toEqual([200, true, `${jobs}`]);
  const form = new URLSearchParams({ do: "kill", list: "scheduled", q: "type:Wide", sure: "1", typed: `${jobs}` });
  form.set("freeze", freeze ?? "");
  form.set("count", count ?? "");
  const answer = await fetch(`http://127.0.0.1:${web}/confirm`, { method: "POST", body: form, redirect: "manual" });
  return answer.headers.get("location") ?? "none";
}

test("§8 a wide action that is killed midway goes on, to what was frozen and no further; one that was cancelled stays where it was", async () => {
  const web = freePort();
  const first = await start(web);
  for (let from = 0; from < jobs / 1_000; from++) await push(first.connection, `wide-${from}`, "Wide", 1_000);
  const frozen = await killAll(web);
  expect(frozen).toMatch(/^\/ops\/\d+$/);
  await push(first.connection, "late", "Wide", 10);
  let seen = await sets(first.connection);
  while (seen.dead === 0) seen = await sets(first.connection);
  await first.child.end("SIGKILL");
  expect(seen.scheduled).toBeGreaterThan(10);

  const second = await start(web);
  const end = performance.now() + 30_000;
  for (seen = await sets(second.connection); seen.dead < jobs && performance.now() < end; seen = await sets(second.connection)) {
    expect(seen.scheduled + seen.dead).toBe(jobs + 10);
    await Bun.sleep(20);
  }
  expect(seen).toMatchObject({ scheduled: 10, dead: jobs });
  const shown = await (await fetch(`http://127.0.0.1:${web}${frozen}`)).text();
  expect(shown).toContain("type:Wide");

  for (let from = 0; from < jobs / 1_000; from++) await push(second.connection, `more-${from}`, "Wide", from === 0 ? 990 : 1_000);
  const more = await killAll(web);
  for (seen = await sets(second.connection); seen.dead === jobs; seen = await sets(second.connection));
  const cancelled = await fetch(`http://127.0.0.1:${web}${more}`, { method: "POST", body: new URLSearchParams({ do: "cancel" }) });
  expect(cancelled.status).toBe(200);
  seen = await sets(second.connection);
  await second.child.end("SIGKILL");
  expect(seen.scheduled).toBeGreaterThan(0);

  const third = await start(web);
  expect(await sets(third.connection)).toMatchObject(seen);
  expect(await (await fetch(`http://127.0.0.1:${web}${more}`)).text()).toMatch(/cancelled/i);
  for (const { connection } of [first, second, third]) connection.close();
  expect((await third.child.end("SIGTERM")).code).toBe(0);
}, 90_000);
