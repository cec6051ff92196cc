import { expect, test } from "bun:test";
import type { Page, Request } from "playwright-core";
import { aJob, aSession } from "../support/engine.ts";
import { suiteNeeding } from "../support/toolchain.ts";
import { type TestWeb, withWeb } from "../support/web.ts";
import { useBrowser, withPage } from "./browser.ts";

/** A page whose timers stand still until the test moves them. */
interface Watched {
  readonly page: Page;
  readonly web: TestWeb;
  /** Polls that reached the server. */
  polls(): number;
  /** Lets the page's timers run on, and its requests come to their end. */
  pass(seconds: number): Promise<void>;
  pill(): Promise<string | null>;
}

async function watch(path: string, story: (watched: Watched) => Promise<void>): Promise<void> {
  await withWeb(async (web) => {
    await web.engine.push(aJob("one"));
    await withPage({}, async ({ page }) => {
      let polls = 0;
      let open = 0;
      page.on("request", (request) => {
        if (request.headers()["hx-request"] === undefined) return;
        polls += 1;
        open += 1;
      });
      const ended = (request: Request) => {
        if (request.headers()["hx-request"] !== undefined) open -= 1;
      };
      page.on("requestfinished", ended);
      page.on("requestfailed", ended);
      const pass = async (seconds: number) => {
        for (let second = 0; second < seconds; second += 1) {
          await page.clock.runFor(1_000);
          // Twice: the answer, and what the page does with it.
          for (let turn = 0; turn < 2 || open > 0; turn += 1) await page.evaluate("Promise.resolve()");
        }
      };
      const start = new Date("2026-01-15T12:00:00Z");
      await page.clock.install({ time: start });
      await page.goto(`http://127.0.0.1:${web.webPort}${path}`);
      await page.clock.pauseAt(new Date(start.getTime() + 60_000));
      await pass(2);
      polls = 0;
      await story({ page, web, polls: () => polls, pass, pill: () => page.textContent("#pill") });
    });
  });
}

suiteNeeding(["chromium"], "§8 a poll yields to the person", () => {
  useBrowser();

  test("while nobody does anything it comes, and brings what is new", () =>
    watch("/", async ({ page, web, polls, pass, pill }) => {
      await pass(4);
      expect([polls(), await pill()]).toEqual([2, "Live"]);
      await web.engine.push(aJob("two"));
      await web.clock.advance(1_000);
      await pass(2);
      expect(await page.textContent(".summary a:nth-child(4) strong")).toBe("2");
    }));

  test.each<[string, string, string, string]>([
    [
      "text is selected",
      `getSelection().selectAllChildren(document.querySelector("h2"))`,
      `getSelection().removeAllRanges()`,
      "Paused while you select",
    ],
    ["a dialog is open", `document.querySelector("#keys").showModal()`, `document.querySelector("#keys").close()`, "Not live"],
  ])("not while %s", (_, begin, end, reason) =>
    watch("/", async ({ page, polls, pass, pill }) => {
      await page.evaluate(begin);
      await pass(5);
      expect([polls(), await pill()]).toEqual([0, reason]);
      await page.evaluate(end);
      await pass(4);
      expect([polls(), await pill()]).toEqual([2, "Live"]);
    }),
  );

  test("not while a field has the focus, nor while the tab is hidden", () =>
    watch("/queues", async ({ page, polls, pass, pill }) => {
      await page.keyboard.press("/");
      await page.keyboard.type("jl.");
      await pass(12);
      expect([polls(), await pill(), await page.inputValue("#filter")]).toEqual([0, "Paused while you type", "jl."]);
      await page.keyboard.press("Escape");
      await pass(5);
      expect(polls()).toBe(1);
      await page.evaluate(`Object.defineProperty(document, "hidden", { value: true, configurable: true })`);
      await pass(12);
      expect(polls()).toBe(1);
    }));

  test("not while it is switched off, but once where it is asked for", () =>
    watch("/", async ({ page, polls, pass, pill }) => {
      await page.keyboard.press("l");
      await pass(5);
      expect([polls(), await pill(), await page.textContent("#status")]).toEqual([0, "Not live", "Numbers stand still"]);
      await page.keyboard.press(".");
      await pass(1);
      expect(polls()).toBe(1);
      await page.reload();
      await pass(4);
      expect([polls(), await pill()]).toEqual([1, "Not live"]);
      // At once, and then at its pace.
      await page.click("#pill");
      await pass(4);
      expect([polls(), await pill()]).toEqual([4, "Live"]);
    }));

  test("without contact it comes ever more seldom, one line says since when, and it goes on by itself", () =>
    watch("/", async ({ page, polls, pass, pill }) => {
      await page.route("**/*", (route) => route.abort());
      await pass(60);
      expect(await pill()).toBe("No contact");
      expect(await page.textContent("#contact")).toMatch(
        /^No contact with the server since \d\d:\d\d:\d\d\. Numbers above are from then\.$/,
      );
      // After 2, 4, 8, 16, 32 seconds, each rounded up to the page's two.
      expect(polls()).toBeLessThanOrEqual(6);
      await page.unroute("**/*");
      await pass(60);
      expect([await pill(), await page.isVisible("#contact")]).toEqual(["Live", false]);
    }));

  test("what is no page of ours does not replace it", () =>
    watch("/", async ({ page, pass, pill }) => {
      await page.route("**/*", (route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" }));
      await pass(5);
      expect(await pill()).toBe("No contact");
      expect(await page.locator("h1").allTextContents()).toEqual(["Home"]);
    }));

  test("what an action had to say stays while polls go on, and is gone on the next page", () =>
    watch("/queues/q", async ({ page, pass, polls }) => {
      await page.getByRole("button", { name: "Pause" }).click();
      await page.getByText("Queue q is paused.").waitFor();
      await pass(10);
      expect(polls()).toBeGreaterThan(0);
      expect(await page.getByText("Queue q is paused.").isVisible()).toBe(true);
      await page.reload();
      expect(await page.getByText("Queue q is paused.").count()).toBe(0);
    }));

  test("one polite line tells of deaths", () =>
    watch("/", async ({ page, web, pass }) => {
      await web.engine.mutate({ cmd: "kill", target: "queue:q", filter: {} });
      await web.clock.advance(1_000);
      await pass(2);
      expect(await page.textContent("#status")).toBe("1 more job died");
      expect(await page.title()).toBe("(1 dead) Home · Millrace");
    }));
});

suiteNeeding(["chromium"], "§8 a chart", () => {
  useBrowser();

  test("says its numbers where somebody points at it", () =>
    watch("/?range=7d", async ({ page, web }) => {
      await web.engine.fetch(["q"], aSession());
      await web.engine.ack("one_____", "");
      await web.clock.advance(1_000);
      await page.reload();
      const { x, y, width, height } = (await page.locator(".chart svg").boundingBox())!;
      await page.mouse.move(x + width - 5, y + height / 2);
      expect(await page.textContent("#pointed")).toBe("2026-01-15: 1, failed 0");
      await page.mouse.move(x + 5, y + height / 2);
      expect(await page.textContent("#pointed")).toBe("2026-01-09: 0, failed 0");
    }));
});

suiteNeeding(["chromium"], "§8 how a page looks is the person's choice", () => {
  useBrowser();

  test("the theme is a cookie, by link, by key and without scripts", async () => {
    await watch("/?range=7d", async ({ page }) => {
      const theme = () => page.evaluate<string | null>(`document.documentElement.getAttribute("data-theme")`);
      expect(await theme()).toBeNull();
      await page.keyboard.press("Shift+T");
      expect(await theme()).toBe("dark");
      await page.reload();
      expect(await theme()).toBe("dark");
      await page.click("[data-theme-choice='']");
      expect(await theme()).toBeNull();
    });
    await withWeb((web) =>
      withPage({ javaScriptEnabled: false }, async ({ page }) => {
        await page.goto(`http://127.0.0.1:${web.webPort}/queues?sort=size`);
        await page.click("text=Dark");
        expect(page.url()).toEndWith("/queues?sort=size");
        expect(await page.getAttribute("html", "data-theme")).toBe("dark");
      }),
    );
  });

  test("the zone is a cookie too", () =>
    withWeb((web) =>
      withPage({ timezoneId: "Asia/Tokyo" }, async ({ page }) => {
        await page.goto(`http://127.0.0.1:${web.webPort}/`);
        expect(await page.textContent("#clock")).toBe("15 Jan 2026, 12:00:00 UTC");
        await page.click("#zone");
        await page.locator("#clock", { hasText: "15 Jan 2026, 21:00:00 Asia/Tokyo" }).waitFor();
        await page.click("text=Use UTC");
        expect(await page.textContent("#clock")).toBe("15 Jan 2026, 12:00:00 UTC");
      }),
    ));
});
