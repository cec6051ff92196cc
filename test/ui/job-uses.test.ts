import { describe, expect, test } from "bun:test";
import { newBatch } from "../support/batches.ts";
import { cronEntries } from "../support/cron-entries.ts";
import { aJob, aSession } from "../support/engine.ts";
import { type TestWeb, withWeb } from "../support/web.ts";
import { panelOf, rowsOf, textOf } from "./read.ts";

const page = async (web: TestWeb, path: string) => (await web.get(path)).text();
const success = { jobtype: "After", args: [], queue: "after", jid: "after-01" };

describe("§6 what a job uses of the features", () => {
  test("its page shows the batch it is part of, how far it says it is, and the lock it holds", () =>
    withWeb(async (web) => {
      const bid = await newBatch(web.engine, { description: "<Mails>", success });
      await web.engine.push(aJob("job-1", { custom: { bid, track: 1, unique_for: 90 } }));
      await web.engine.fetch(["q"], aSession("w"));
      await web.clock.advance(10_000);
      expect(textOf(await page(web, "/job/job-1___"))).toContain("Tracked its worker has said nothing changed 10 s ago");
      await web.engine.track.set("job-1___", "w", { percent: 38.46, desc: "page <19> of 50", result: '{"a":"<b>"}' });
      const html = await page(web, "/job/job-1___");
      const text = textOf(html);
      expect(text).toContain("Part of <Mails> 0 of 1 succeeded, 1 pending");
      expect(text).toContain("Tracked 38.5 %, page <19> of 50 changed just now");
      expect(text).toContain("Unique: its lock lapses in 1 min 20 s");
      expect(textOf(panelOf(html, "result"))).toBe('Result {"a":"<b>"}');
      expect(html).toContain(`<progress max="100" value="38.46"`);
      for (const words of ["<Mails>", "<19>", "<b>"]) expect(html).not.toContain(words);
    }));

  test("a job that uses none shows none", () =>
    withWeb(async (web) => {
      await web.engine.push(aJob("job-1"));
      expect(await page(web, "/job/job-1___")).not.toContain("What it is part of");
    }));

  test("its page shows whose callback it is, and which cron entry pushed it", () =>
    withWeb(async (web) => {
      const bid = await newBatch(web.engine, { success });
      await web.engine.batch.commit(bid);
      expect(textOf(await page(web, "/job/after-01"))).toContain(`Callback (success) of ${bid}`);
      web.engine.cron.load(cronEntries(`[[cron]]\nname = "the <nightly>"\nschedule = "@daily"\n[cron.job]\ntype = "T"\n`));
      while (web.engine.cron.list().length === 0) await web.clock.advance(1_000);
      const run = await web.engine.cron.runNow("the <nightly>");
      expect(textOf(await page(web, `/job/${run?.jid}`))).toContain("Pushed by cron the <nightly>");
    }));

  test("of a tracked job that is done the last words stay", () =>
    withWeb(async (web) => {
      await web.engine.push(aJob("job-1", { custom: { track: 1 } }));
      await web.engine.fetch(["q"], aSession("w"));
      await web.engine.track.set("job-1___", "w", { percent: 100, desc: "all <done>", result: "[42]" });
      await web.engine.ack("job-1___", "w");
      const html = await page(web, "/job/job-1___");
      expect(textOf(html)).toContain("Tracked 100 %, all <done> changed just now State success");
      expect(textOf(panelOf(html, "result"))).toBe("Result [42]");
    }));

  test("Busy shows how far each tracked job is, whatever its worker says", () =>
    withWeb(async (web) => {
      for (const jid of ["far", "mute", "words"]) {
        await web.engine.push(aJob(jid, { custom: { track: 1 }, jobtype: "T" }));
        await web.engine.fetch(["q"], aSession("w"));
      }
      await web.engine.track.set("far_____", "w", { percent: 1e300 });
      await web.engine.track.set("words___", "w", { desc: `<i>${"x".repeat(300)}` });
      const html = await page(web, "/busy");
      const rows = rowsOf(panelOf(html, "running"));
      expect(rows[0]).toStartWith("T far_____ [] ");
      expect(html).toContain(`<progress max="100" value="100" aria-label="Progress of far_____">`);
      expect(rows[1]).toStartWith("T mute____ [] q");
      expect(rows[2]).toStartWith(`T words___ [] <i>${"x".repeat(97)}… q`);
    }));
});
