import { describe, expect, test } from "bun:test";
import { silentLog } from "../../src/log.ts";
import { type Statsd, statsd } from "../../src/metrics/statsd.ts";
import { aJob, aSession, type Bench, onBench } from "../support/engine.ts";
import { type Listener, listener } from "./listener.ts";

interface Story extends Bench {
  readonly heard: Listener;
  readonly metrics: Statsd;
  readonly config: Parameters<Statsd["apply"]>[0] & object;
}

/** An engine whose metrics go to a listener of this test. */
async function watched(story: (story: Story) => Promise<void>): Promise<void> {
  const heard = await listener();
  const config = { host: "127.0.0.1", port: heard.port, namespace: "faktory.", tags: [] };
  try {
    await onBench("plain", async (bench) => {
      const metrics = statsd({ engine: bench.engine, clock: bench.clock, log: silentLog });
      metrics.apply(config);
      await story({ ...bench, heard, metrics, config });
      await metrics.stop();
    });
  } finally {
    heard.close();
  }
}

describe("§6 StatsD", () => {
  test("§6 counters of jobs, summed by the second, with their queue and type in DogStatsD's form", () =>
    watched(async ({ engine, push, fetch, clock, heard }) => {
      await push(
        aJob("one", { queue: "mail", jobtype: "Send::Mail" }),
        aJob("two", { queue: "mail", jobtype: "Send::Mail" }),
        aJob("bad", { retry: 0 }),
      );
      for (const queue of ["mail", "mail", "q"]) await fetch([queue], aSession("w1"));
      await clock.advance(250);
      await engine.ack("one_____", "w1");
      await engine.ack("two_____", "w1");
      await engine.fail("bad_____", "w1", {});
      await clock.advance(1_000);
      await heard.heard("faktory.jobs.count:2|c|#queue:mail,jobtype:Send::Mail");
      await heard.heard("faktory.jobs.perform:250|ms|#queue:mail,jobtype:Send::Mail");
      await heard.heard("faktory.jobs.count:1|c|#queue:q,jobtype:Test");
      await heard.heard("faktory.jobs.failed:1|c|#queue:q,jobtype:Test");
      expect(heard.lines).not.toContainEqual(expect.stringContaining("jobs.failed:0"));
    }));

  test("§6 counters of unique and of expiring jobs", () =>
    watched(async ({ engine, push, fetch, clock, heard }) => {
      const once = { jobtype: "Once", custom: { unique_for: 60 } };
      await push(aJob("one", once), aJob("old", { custom: { expires_in: 1 } }));
      for (const jid of ["two", "three"]) expect(await engine.push(aJob(jid, once))).toMatchObject({ code: "NOTUNIQUE" });
      await clock.advance(1_000);
      expect(await fetch(["q"], aSession("w1"))).toBe("one");
      await push(aJob("next"));
      expect(await fetch(["q"], aSession("w1"))).toBe("next");
      await clock.advance(1_000);
      await heard.heard("faktory.uniq.lock:1|c|#queue:q,jobtype:Once");
      await heard.heard("faktory.uniq.denied:2|c|#queue:q,jobtype:Once");
      await heard.heard("faktory.jobs.expired:1|c|#queue:q,jobtype:Test");
    }));

  test("§6 gauges every 30 s", () =>
    watched(async ({ engine, push, fetch, clock, heard }) => {
      await push(aJob("one"), aJob("two"), aJob("later", { at: "2030-01-01T00:00:00Z" }), aJob("three", { queue: "mail", retry: -1 }));
      await fetch(["q"], aSession("w1"));
      await fetch(["mail"], aSession("w1"));
      await engine.fail("three___", "w1", {});
      await clock.advance(29_999);
      expect(heard.lines.filter((line) => line.includes("|g"))).toEqual([]);
      await clock.advance(1);
      const expected = [
        ["processed", 1],
        ["failures", 1],
        ["scheduled", 1],
        ["retries", 0],
        ["dead", 1],
        ["enqueued", 1],
        ["busy", 1],
      ];
      for (const [name, value] of expected) await heard.heard(`faktory.${name}:${value}|g`);
      await heard.heard("faktory.queue.size:1|g|#queue:q");
      await heard.heard("faktory.queue.latency:30|g|#queue:q");
      await heard.heard("faktory.queue.size:0|g|#queue:mail");
      await heard.heard("faktory.queue.latency:0|g|#queue:mail");
    }));

  test("§6 a namespace and tags of one's own; what would break a line becomes an underscore", () =>
    watched(async ({ engine, push, fetch, clock, heard, metrics, config }) => {
      metrics.apply({ ...config, namespace: "jobs.", tags: ["env:prod", "canary"] });
      await push(aJob("one", { jobtype: "a|b,c\nd" }));
      await fetch(["q"], aSession("w1"));
      await engine.ack("one_____", "w1");
      await clock.advance(1_000);
      await heard.heard("jobs.jobs.count:1|c|#env:prod,canary,queue:q,jobtype:a_b_c_d");
    }));

  test("§7 a reload sends them elsewhere, or nowhere, and loses none that were counted", async () => {
    const other = await listener();
    await watched(async ({ engine, push, fetch, clock, heard, metrics, config }) => {
      const run = async (jid: string) => {
        await push(aJob(jid));
        await fetch(["q"], aSession("w1"));
        await engine.ack(jid.padEnd(8, "_"), "w1");
      };
      await run("one");
      metrics.apply({ ...config, port: other.port });
      await heard.heard("faktory.jobs.count:1|c|#queue:q,jobtype:Test");
      await run("two");
      await clock.advance(1_000);
      await other.heard("faktory.jobs.count:1|c|#queue:q,jobtype:Test");
      metrics.apply(undefined);
      await run("three");
      await clock.advance(60_000);
      metrics.apply({ ...config, namespace: "end." });
      await run("four");
      await metrics.stop();
      await heard.heard("end.jobs.count:1|c|#queue:q,jobtype:Test");
      expect([...heard.lines, ...other.lines].filter((line) => line.includes("jobs.count"))).toHaveLength(3);
    });
    other.close();
  });

  test("§6 many series leave in datagrams that fit one packet", () =>
    watched(async ({ engine, push, fetch, clock, heard }) => {
      for (let index = 0; index < 100; index += 1) {
        await push(aJob(`job${index}`, { jobtype: `Type${index}` }));
        await fetch(["q"], aSession("w1"));
        await engine.ack(`job${index}`.padEnd(8, "_"), "w1");
      }
      await clock.advance(1_000);
      await heard.heard("faktory.jobs.count:1|c|#queue:q,jobtype:Type99");
      expect(heard.datagrams.length).toBeGreaterThan(1);
      expect(Math.max(...heard.datagrams)).toBeLessThanOrEqual(1_432);
    }));
});
