import { describe, expect, test } from "bun:test";
import type { Throttle } from "../../src/job/throttle.ts";
import { aJob, aSession } from "../support/engine.ts";
import { type TestWeb, withWeb } from "../support/web.ts";
import { panelOf, rowsOf, textOf } from "./read.ts";

const page = async (web: TestWeb, path = "/throttles") => (await web.get(path)).text();
const atOnce = (most: number, kind: "concurrency" | "worker" = "concurrency"): Throttle => ({ kind, most, timeoutMs: 60_000 });
const rate: Throttle = { kind: "rate", most: 3, perMs: 90_000 };

describe("§6 the page of throttles", () => {
  test("says how a queue is throttled where none is", () =>
    withWeb(async (web) => {
      const text = textOf(await page(web));
      expect(text).toContain("No queue is throttled");
      expect(text).toContain("mail = { concurrency = 5, timeout = 60 }");
    }));

  test("shows how full each is, what waits behind it, and which jobs fill it", () =>
    withWeb(async (web) => {
      const throttles: readonly (readonly [string, Throttle])[] = [
        ["mail", atOnce(2)],
        ["image", atOnce(1, "worker")],
        ["sms", rate],
        ["none", atOnce(5)],
      ];
      web.engine.throttle.load(new Map(throttles));
      for (const queue of ["mail", "image", "sms"])
        for (const jid of ["one", "two", "three"]) await web.engine.push(aJob(`${queue}-${jid}`, { queue, jobtype: "<i>" }));
      for (const queue of ["mail", "mail", "image", "sms"]) await web.engine.fetch([queue], aSession("w-1"));
      await web.engine.fetch(["image"], aSession(""));
      web.engine.workers.join(aSession("w-1"), { wid: "w-1", hostname: "box<1>", pid: 7, labels: [] });
      await web.clock.advance(5_000);
      const html = await page(web);
      const [queues, holders] = [html.slice(0, html.indexOf('id="holders"')), panelOf(html, "holders")];
      expect(rowsOf(queues)).toEqual([
        "image for each worker 1 at once, each for 1 min at most 2 slots 1",
        "mail over all workers 2 at once, each for 1 min at most 2 of 2 1",
        "none over all workers 5 at once, each for 1 min at most 0 of 5 0",
        "sms rate 3 in any 1 min 30 s 1 of 3 2",
      ]);
      expect(rowsOf(holders)).toEqual([
        "<i> image-one image box<1>:7 5 s in 55 s",
        "<i> image-two image no name 5 s in 55 s",
        "<i> mail-one mail box<1>:7 5 s in 55 s",
        "<i> mail-two mail box<1>:7 5 s in 55 s",
      ]);
      expect(html).not.toContain("<i>");
      await web.engine.ack("mail-one", "w-1");
      expect(rowsOf(panelOf(await page(web), "holders"))).toHaveLength(3);
      await web.clock.advance(60_000);
      expect(textOf(panelOf(await page(web), "holders"))).toContain("No job takes a slot up");
    }));

  test("is ten queues a page, with ten of the jobs of each", () =>
    withWeb(async (web) => {
      web.engine.throttle.load(new Map(Array.from({ length: 23 }, (_, n) => [`q${String(n).padStart(2, "0")}`, atOnce(50)] as const)));
      for (let n = 0; n < 12; n += 1) {
        await web.engine.push(aJob(`job-${n}`, { queue: "q00" }));
        await web.engine.fetch(["q00"], aSession());
      }
      const html = await page(web);
      expect(rowsOf(panelOf(html, "holders"))).toHaveLength(10);
      expect(textOf(html)).toContain("ten of each queue");
      expect(textOf(html)).toContain("12 of 50");
      const last = await page(web, "/throttles?page=3");
      expect(rowsOf(last)).toHaveLength(3);
      expect(textOf(last)).toContain("21 to 23 of 23");
    }));
});
