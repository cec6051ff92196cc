import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { aJob, aSession } from "../support/engine.ts";
import { suiteNeeding } from "../support/toolchain.ts";
import { useBrowser, withPage, type Seen } from "./browser.ts";
import { startWeb, type RunningWeb } from "./running.ts";

const admin = { httpCredentials: { username: "ana", password: "all" } };

suiteNeeding(["chromium"], "§8 what people do on the pages", () => {
  useBrowser();
  let web: RunningWeb;

  beforeAll(async () => {
    web = await startWeb(async () => {});
  });
  afterAll(() => web.stop());
  beforeEach(() => web.engine.flush());

  const sizes = async () => (await web.engine.numbers()).sizes;
  const open = (seen: Seen, path: string) => seen.page.goto(`http://127.0.0.1:${web.webPort}${path}`);

  /** Puts jobs among the dead: pushed without retries, fetched, failed. */
  async function bury(...jids: readonly string[]): Promise<void> {
    for (const jid of jids) {
      await web.engine.push(aJob(jid, { queue: "grave", retry: -1 }));
      await web.engine.fetch(["grave"], aSession());
      await web.engine.fail(jid.padEnd(8, "_"), "", { errtype: "Boom", message: "it broke", backtrace: ["app/a.rb:1"] });
    }
  }

  /** Lets the page ask at once, and waits until it shows this. */
  async function refresh({ page }: Seen, until: string): Promise<void> {
    await web.clock.advance(1_100);
    await page.evaluate(`document.body.dispatchEvent(new CustomEvent("mr:refresh", { bubbles: true }))`);
    await page.getByText(until).first().waitFor();
  }

  test("the keyboard alone retries a dead job", async () => {
    await bury("first", "second");
    await withPage(admin, async (seen) => {
      const { keyboard } = seen.page;
      await open(seen, "/");
      await keyboard.press("g");
      await keyboard.press("d");
      await seen.page.waitForURL("**/morgue");
      await keyboard.press("j");
      await keyboard.press("r");
      await seen.page.getByText("The job is in its queue again.").waitFor();
      expect(seen.complaints).toEqual([]);
    });
    expect(await sizes()).toMatchObject({ dead: 1, queued: 1 });
  });

  test("so does the keyboard without our own keys", async () => {
    await bury("first");
    await withPage(admin, async (seen) => {
      await open(seen, "/morgue");
      const focused = `document.activeElement.textContent.trim()`;
      for (let step = 0; step < 60 && !(await seen.page.evaluate<string>(focused)).startsWith("Retry Test"); step += 1)
        await seen.page.keyboard.press("Tab");
      await seen.page.keyboard.press("Enter");
      await seen.page.getByText("The job is in its queue again.").waitFor();
    });
    expect(await sizes()).toMatchObject({ dead: 0, queued: 1 });
  });

  test("without scripts a job is retried, and others are discarded after a question", async () => {
    await bury("first", "second", "third");
    await withPage({ ...admin, javaScriptEnabled: false }, async (seen) => {
      await open(seen, "/morgue");
      await seen.page
        .getByRole("button", { name: /^Retry Test/ })
        .first()
        .click();
      await seen.page.getByText("The job is in its queue again.").waitFor();
      for (const box of await seen.page.locator("td.tick input").all()) await box.check();
      await seen.page.locator("form.bulk").getByRole("button", { name: "Discard" }).click();
      await seen.page.getByRole("heading", { name: "Discard jobs?" }).waitFor();
      expect(await sizes()).toMatchObject({ dead: 2 });
      await seen.page.getByRole("button", { name: "Discard 2 jobs" }).click();
      await seen.page.getByText("2 jobs: done.").waitFor();
    });
    expect(await sizes()).toMatchObject({ dead: 0, queued: 1 });
  });

  test("ticks, open details and the focus survive a poll", async () => {
    await bury("first");
    await withPage(admin, async (seen) => {
      await open(seen, "/morgue");
      await seen.page.locator("tbody a").first().click();
      await seen.page.locator("#raw details").waitFor();
      await seen.page.locator("#raw summary").click();
      await seen.page.locator("#raw summary").focus();
      await bury("second");
      await refresh(seen, "Dead 2".slice(5));
      await seen.page.locator(".summary a", { hasText: "Dead" }).getByText("2").waitFor();
      expect(await seen.page.evaluate<boolean>(`document.querySelector("#raw details").open`)).toBe(true);
      expect(await seen.page.evaluate<boolean>(`document.activeElement === document.querySelector("#raw summary")`)).toBe(true);

      await open(seen, "/morgue");
      await seen.page.locator("td.tick input").last().check();
      await bury("third");
      // Dropped while a box is ticked, also where it was asked for.
      await seen.page.evaluate(`document.body.dispatchEvent(new CustomEvent("mr:refresh", { bubbles: true }))`);
      expect(await seen.page.locator("#pill").textContent()).toBe("Paused while you select");
      expect(await seen.page.locator("td.tick input:checked").count()).toBe(1);
      expect(await seen.page.locator("tbody tr").count()).toBe(2);
      await seen.page.locator("td.tick input:checked").uncheck();
      await refresh(seen, "third___");
      expect(await seen.page.locator("tbody tr").count()).toBe(3);
      expect(seen.complaints).toEqual([]);
    });
  });

  test("all rows of a page are ticked at once, and chosen jobs retried after a question", async () => {
    await bury("first", "second", "third");
    await withPage(admin, async (seen) => {
      await open(seen, "/morgue");
      await seen.page.getByLabel("Choose all on this page").check();
      expect(await seen.page.locator("td.tick input:checked").count()).toBe(3);
      await seen.page.locator("td.tick input").first().uncheck();
      await seen.page.locator("form.bulk").getByRole("button", { name: "Retry" }).click();
      await seen.page.getByRole("button", { name: "Retry 2 jobs" }).click();
      await seen.page.getByText("2 jobs: done.").waitFor();
      expect(seen.complaints).toEqual([]);
    });
    expect(await sizes()).toMatchObject({ dead: 1, queued: 2 });
  });

  test("a frozen action touches exactly what was seen, though more arrive", async () => {
    await bury("seen1", "seen2");
    await withPage(admin, async (seen) => {
      await open(seen, "/morgue");
      await seen.page.getByRole("link", { name: "Discard all…" }).click();
      await seen.page.getByText("Discard 2 jobs in Dead.").waitFor();
      await bury("late1", "late2", "late3");
      await seen.page.getByRole("button", { name: "Discard 2 jobs" }).click();
      await seen.page.waitForURL("**/ops/*");
      await seen.page.getByText("Done", { exact: true }).waitFor();
      await open(seen, "/morgue");
      const shown = await seen.page.locator(".jid").allTextContents();
      expect(shown.map((jid) => jid.trim()).sort()).toEqual(["late1___", "late2___", "late3___"]);
      expect(seen.complaints).toEqual([]);
    });
    expect(await sizes()).toMatchObject({ dead: 3 });
  });

  test("a wrong number does nothing", async () => {
    await web.engine.pushMany(Array.from({ length: 1_200 }, (_, index) => aJob(`many${index}`, { queue: "many" })));
    await web.engine.mutate({ cmd: "kill", target: "queue:many", filter: {} });
    await withPage(admin, async (seen) => {
      await open(seen, "/confirm?do=discard&list=dead");
      await seen.page.getByLabel("Type 1,200 to go on").fill("1200 of them");
      await seen.page.getByRole("button", { name: "Discard 1,200 jobs" }).click();
      await seen.page.getByText("That is not the number: nothing was done.").waitFor();
      expect(await sizes()).toMatchObject({ dead: 1_200 });
      await seen.page.getByLabel("Type 1,200 to go on").fill("1,200");
      await seen.page.getByRole("button", { name: "Discard 1,200 jobs" }).click();
      await seen.page.waitForURL("**/ops/*");
    });
  });
});
