import { afterAll, beforeAll, expect, test } from "bun:test";
import { newBatch } from "../support/batches.ts";
import { cronEntries } from "../support/cron-entries.ts";
import { aJob, aSession } from "../support/engine.ts";
import { suiteNeeding } from "../support/toolchain.ts";
import { useBrowser, withPage, type Seen } from "./browser.ts";
import { startWeb, type RunningWeb } from "./running.ts";

const admin = { httpCredentials: { username: "ana", password: "all" } };

suiteNeeding(["chromium"], "§6 what people do on the pages of the features", () => {
  useBrowser();
  let web: RunningWeb;

  beforeAll(async () => {
    web = await startWeb(async (engine, clock) => {
      engine.cron.load(cronEntries(`[[cron]]\nname = "nightly"\nschedule = "0 2 * * *"\n[cron.job]\ntype = "Report"\n`));
      while (engine.cron.list().length === 0) await clock.advance(1_000);
    });
  });
  afterAll(() => web.stop());

  const open = (seen: Seen, path: string) => seen.page.goto(`http://127.0.0.1:${web.webPort}${path}`);
  const sizes = async () => (await web.engine.numbers()).sizes;

  test("without scripts a cron entry is run, held and let go on", async () => {
    await web.engine.flush();
    await withPage({ ...admin, javaScriptEnabled: false }, async (seen) => {
      await open(seen, "/cron");
      await seen.page.getByRole("button", { name: "Run now nightly" }).click();
      await seen.page.getByText("The job of nightly is pushed.").waitFor();
      await seen.page.getByRole("button", { name: "Pause nightly" }).click();
      await seen.page.getByText("nightly is paused: its times pass until it is resumed.").waitFor();
      await seen.page.getByRole("link", { name: "nightly", exact: true }).click();
      await seen.page.getByRole("button", { name: "Resume nightly" }).click();
      await seen.page.getByText("nightly runs again.").waitFor();
    });
    expect((await sizes()).queued).toBe(1);
  });

  test("so does the keyboard: g c, j, p", async () => {
    await withPage(admin, async (seen) => {
      await open(seen, "/");
      await seen.page.keyboard.press("g");
      await seen.page.keyboard.press("c");
      await seen.page.waitForURL("**/cron");
      await seen.page.keyboard.press("j");
      await seen.page.keyboard.press("p");
      await seen.page.getByText("nightly is paused").waitFor();
      expect(seen.complaints).toEqual([]);
    });
    await web.engine.cron.setPaused("nightly", false);
  });

  test("what failed of a batch, and only that, is retried from its page", async () => {
    await web.engine.flush();
    const bids = [
      await newBatch(web.engine, { success: { jobtype: "Done" } }),
      await newBatch(web.engine, { success: { jobtype: "Done" } }),
    ];
    for (const [n, bid] of bids.entries()) {
      await web.engine.push(aJob(`member-${n}`, { retry: -1, custom: { bid } }));
      await web.engine.fetch(["q"], aSession());
      await web.engine.fail(`member-${n}`, "", { errtype: "Boom", message: "it broke", backtrace: [] });
    }
    await withPage(admin, async (seen) => {
      await open(seen, `/batches/${bids[0]}`);
      await seen.page.getByText("0 of 1 succeeded, 1 failed").waitFor();
      await seen.page.getByRole("link", { name: "Retry dead…" }).click();
      await seen.page.getByRole("button", { name: "Retry 1 job" }).click();
      await seen.page.waitForURL("**/ops/*");
      await seen.page.getByText("Done", { exact: true }).waitFor();
      expect(seen.complaints).toEqual([]);
    });
    expect(await sizes()).toMatchObject({ queued: 1, dead: 1 });
  });
});
