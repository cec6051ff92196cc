// The Node client against a running server (FAKTORY_URL): a line for each step that went as it should, exit 1 at the first that did not.
import assert from "node:assert/strict";
import { Client } from "faktory-worker";

const queue = "node-client";
// It does not read the scheme of the URL.
const tlsOptions = process.env.FAKTORY_URL?.startsWith("tcp+tls://") ? {} : undefined;
const client = new Client({ wid: "node-client-wid", labels: ["story"], tlsOptions });

const jobs = [0, 1, 2, 3].map((n) => Object.assign(client.job("story", n, "ünï", [1.5, null, true]), { queue }));
const [first, ...others] = jobs;

assert.equal(await client.push(first), first.jid);
console.log("push");

assert.deepEqual(await client.pushBulk(others), {});
console.log("push bulk");

for (const pushed of jobs.slice(0, 3)) {
  const job = await fetched(pushed);
  assert.equal(await client.ack(job.jid), "OK");
}
console.log("fetch, ack");

const job = await fetched(jobs[3]);
assert.equal(await client.fail(job.jid, new Error("not today")), "OK");
console.log("fetch, fail");

assert.equal(await client.beat(), "OK");
console.log("beat");

const { faktory } = await client.info();
assert.equal(faktory.queues[queue], 0);
assert.deepEqual([faktory.total_processed, faktory.total_failures, faktory.sets.retries], [4, 1, 1]);
console.log("info");

await client.close();

async function fetched(pushed) {
  const job = await client.fetch(queue);
  assert.equal(job.jid, pushed.jid);
  assert.deepEqual(job.args, pushed.args);
  return job;
}
