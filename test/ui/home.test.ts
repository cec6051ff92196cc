import { describe, expect, test } from "bun:test";
import type { Sample } from "../../src/engine/shown.ts";
import { aJob, aSession } from "../support/engine.ts";
import { noon } from "../support/manual-clock.ts";
import { type TestWeb, withWeb } from "../support/web.ts";
import { panelOf, rowsOf, textOf } from "./read.ts";

const report = { errtype: "Boom", message: "it <broke>", backtrace: [] };

const sample = (second: number, processed: number, failures: number): Sample => ({
  at: noon + second * 1_000_000,
  processed,
  failures,
  queued: 1,
  working: 0,
  scheduled: 0,
  retries: 0,
  dead: 0,
});

const page = async (web: TestWeb, path = "/") => (await web.get(path)).text();

/** Runs the job at the head of `q` to an end. */
async function run(web: TestWeb, jid: string, end: "ack" | "fail"): Promise<void> {
  await web.engine.fetch(["q"], aSession());
  if (end === "ack") await web.engine.ack(jid, "");
  else await web.engine.fail(jid, "", report);
}

describe("§8 Home", () => {
  test("teaches the first push while there is nothing to show", () =>
    withWeb(async (web) => {
      const text = textOf(await page(web));
      expect(text).toContain("No job yet: push the first one");
      for (const language of ["Ruby", "Go", "Node"]) expect(text).toContain(language);
      expect(text).toContain("No worker is connected yet.");
    }));

  test("shows the queues whose oldest jobs wait longest, eight of them", () =>
    withWeb(async (web) => {
      for (let queue = 0; queue < 10; queue += 1) {
        await web.engine.push(aJob(`job${queue}`, { queue: `q${queue}` }));
        await web.clock.advance(1_000);
      }
      await web.engine.queues.pause(["q0"]);
      const html = await page(web);
      const rows = rowsOf(panelOf(html, "top-queues"));
      expect(rows).toHaveLength(8);
      expect(rows[0]).toBe("q0 1 10 s 0 Paused");
      expect(rows[7]).toBe("q7 1 3 s 0");
      expect(textOf(html)).toContain("All 10 queues");
    }));

  test("shows what died last, and says where nothing did", () =>
    withWeb(async (web) => {
      await web.engine.push(aJob("first", { retry: -1, jobtype: "Charge" }));
      expect(textOf(panelOf(await page(web), "deaths"))).toContain("Nothing died");
      await run(web, "first___", "fail");
      await web.clock.advance(2_000);
      expect(rowsOf(panelOf(await page(web), "deaths"))).toEqual(["Charge Boom: it <broke> 2 s ago"]);
    }));

  test("draws the last minutes, and gives their numbers", () =>
    withWeb(
      async (web) => {
        await web.engine.push(aJob("one"));
        const chart = panelOf(await page(web), "throughput");
        expect(chart).toContain(`<path d="M297 200H298V0H299"></path>`);
        expect(chart).toContain(`<path class="failed" d="M297 200H298V100H299V200H297Z"></path>`);
        expect(textOf(chart)).toContain("processed 1.0/s of them failed 0.5/s");
        expect(rowsOf(chart)).toEqual(["11:59 2 1"]);
      },
      ({ engine }) => ({
        engine: { ...engine, inspect: { ...engine.inspect, samples: () => [sample(-2, 7, 3), sample(-1, 7, 3), sample(0, 9, 4)] } },
      }),
    ));

  test.each([
    ["/?range=7d", 7],
    ["/?range=180d", 180],
    ["/?days=30", 30],
    ["/?days=1", 1],
    ["/?days=500", 180],
  ])("%s draws %d days", (path, days) =>
    withWeb(async (web) => {
      await web.engine.push(aJob("one"));
      await run(web, "one_____", "ack");
      await web.clock.advance(1_000);
      const html = await page(web, path);
      const chart = panelOf(html, "throughput");
      expect(chart).toContain(`<svg viewBox="0 0 ${days * 10} 200"`);
      expect(rowsOf(chart)).toHaveLength(days);
      expect(rowsOf(chart)[0]).toBe("15 Jan 1 0");
      expect(html).toContain(`hx-trigger="every 60s,`);
    }),
  );

  test.each(["/?range=5m", "/?days=x", "/?range=0x7d", "/?days="])("%s is live", (path) =>
    withWeb(async (web) => {
      await web.engine.push(aJob("one"));
      expect(panelOf(await page(web, path), "throughput")).toContain("the last 5 minutes");
    }),
  );

  test("says how each number changed in a minute, once it is old enough to know", () =>
    withWeb(async (web) => {
      await web.engine.timed.takeSample();
      await web.engine.push(aJob("one"));
      const summary = async () => textOf(/<nav class="summary".*?<\/nav>/s.exec(await page(web))?.[0] ?? "");
      expect(await summary()).not.toContain("/min");
      await web.clock.advance(60_000);
      expect(await summary()).toContain("Enqueued 1 +1/min Retries 0 ±0/min");
    }));

  test("stays small, whatever the range", () =>
    withWeb(async (web) => {
      for (let queue = 0; queue < 20; queue += 1) await web.engine.push(aJob(`job${queue}`, { queue: `queue-${queue}` }));
      for (const path of ["/", "/?range=180d"]) expect((await page(web, path)).length).toBeLessThan(40_000);
    }));
});
