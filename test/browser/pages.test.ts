import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { pages } from "../../ui/pages.ts";
import { suiteNeeding } from "../support/toolchain.ts";
import { startWeb, type RunningWeb } from "./running.ts";
import { barriersOf, faultsOf } from "./accessible.ts";
import { useBrowser, withPage } from "./browser.ts";
import { crawl } from "./crawl.ts";
import { pwnedProbe } from "./hostile.ts";
import { stages } from "./stages.ts";

const kinds = pages.map(({ path }) => path);

/** Bytes of HTML, before compression (dashboard, section 6). */
const bytesMax: Readonly<Record<string, number>> = {
  "/": 40 * 1024,
  // 50 rows of jobs, and 25 of workers.
  "/busy": 100 * 1024,
};
const bytesMaxElsewhere = 60 * 1024;
/** A job's page holds up to 64 KB of the job twice, read and raw. */
const unbounded = new Set(["/job/:jid"]);

const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`ana:${password}`).toString("base64")}` });

suiteNeeding(["chromium"], "§8 pages in a browser", () => {
  useBrowser();

  describe.each(Object.values(stages).map((stage) => [stage.name, stage] as const))("%s", (name, stage) => {
    let web: RunningWeb;
    let found: Map<string, string[]>;

    beforeAll(async () => {
      web = await startWeb(stage.fill);
      found = await crawl(web, basic("all"));
    }, 120_000);
    afterAll(() => web.stop());

    /** Looks at one of each kind of page, two at a time, and collects what is wrong. */
    async function lookAtAll(options: BrowserContextOptions, look: Look, { prefix = "", perKind = 3 } = {}): Promise<string[]> {
      const wrong: string[] = [];
      const urls = [...found.values()].flatMap((each) => each.slice(0, name === "hostile" ? perKind : 1));
      const next = urls.values();
      const lookOn = () =>
        withPage({ httpCredentials: { username: "ana", password: "all" }, ...options }, async ({ page, complaints }) => {
          for (const url of next) {
            await page.goto(`http://127.0.0.1:${web.webPort}${prefix}${url}`);
            wrong.push(...(await look({ page, url })).map((each) => `${url}: ${each}`));
            wrong.push(
              ...complaints
                .splice(0)
                .filter((line) => !isExpected(line))
                .map((line) => `${url}: ${line}`),
            );
          }
        });
      await Promise.all([lookOn(), lookOn()]);
      return wrong;
    }

    test("every kind of page was found", () => {
      const missing = kinds.filter((kind) => !found.has(kind));
      expect(missing.filter((kind) => name !== "empty" || !kind.includes(":"))).toEqual([]);
    });

    test("nothing is complained of, nothing of a client is more than words", async () => {
      expect(await lookAtAll({}, async ({ page }) => await page.evaluate<string[]>(pwnedProbe))).toEqual([]);
    }, 120_000);

    test("is valid HTML, and no larger than it may be", async () => {
      const wrong: string[] = [];
      for (const [kind, urls] of found) {
        for (const url of urls) {
          const html = await (await web.get(url, basic("all"))).text();
          if (!html.startsWith("<!doctype html>")) continue;
          const size = Buffer.byteLength(html);
          if (!unbounded.has(kind) && size > (bytesMax[kind] ?? bytesMaxElsewhere)) wrong.push(`${url} has ${size} bytes`);
          wrong.push(...(await faultsOf(html)).map((fault) => `${url}: ${fault}`));
        }
      }
      expect(wrong).toEqual([]);
    }, 120_000);

    test("without scripts everything is there, and nothing that would do nothing", async () => {
      const dead = `[...document.querySelectorAll("button[type=button], input:not([form], form *)")].filter((each) => each.checkVisibility()).map((each) => each.outerHTML)`;
      const wrong = await lookAtAll({ javaScriptEnabled: false }, async ({ page }) => [
        ...((await page.locator("h1").count()) === 1 ? [] : ["has no heading"]),
        ...(await page.evaluate<string[]>(dead)),
      ]);
      expect(wrong).toEqual([]);
    }, 120_000);

    test("under a proxy's path every link leads below it", async () => {
      const outside = `[...document.querySelectorAll("a[href], form[action], [src], [hx-get]")].flatMap((each) => [each.getAttribute("href"), each.getAttribute("action"), each.getAttribute("src"), each.getAttribute("hx-get")]).filter((link) => link?.startsWith("/") && !link.startsWith("/jobs/"))`;
      const options = { extraHTTPHeaders: { "x-script-name": "/jobs" } };
      expect(await lookAtAll(options, async ({ page }) => await page.evaluate<string[]>(outside), { prefix: "/jobs" })).toEqual([]);
    }, 120_000);

    test("a viewer reads every page, and finds nothing to press on them", async () => {
      const wrong: string[] = [];
      for (const [kind, urls] of found) {
        for (const url of urls) {
          const response = await web.get(url, basic("look"));
          const text = await response.text();
          if (response.status !== (kind === "/confirm" ? 403 : kind === "no page" ? 404 : 200))
            wrong.push(`${url} answers ${response.status}`);
          if (text.includes(`method="post"`) || text.includes(`href="/confirm`)) wrong.push(`${url} offers an action`);
          if ((await web.get(url, basic("guess"))).status === 200) wrong.push(`${url} is open to a wrong password`);
        }
        // Ten wrong ones a minute are all that is looked at.
        await web.clock.advance(60_000);
      }
      expect(wrong).toEqual([]);
    }, 120_000);

    const looks = [
      ["light", { colorScheme: "light", viewport: { width: 1280, height: 900 } }],
      ["dark", { colorScheme: "dark", viewport: { width: 1280, height: 900 } }],
      ["320 px", { colorScheme: "light", viewport: { width: 320, height: 640 } }],
    ] as const;

    // What differs between the others is data, not form.
    if (name !== "hostile") return;
    test.each(looks)(
      "nobody is kept out: %s",
      async (_, options) => {
        const wide = `document.documentElement.scrollWidth > innerWidth ? ["is wider than the window: " + document.documentElement.scrollWidth] : []`;
        const wrong = await lookAtAll(
          options,
          async ({ page }) => [...(await barriersOf(page)), ...(await page.evaluate<string[]>(wide))],
          { perKind: 2 },
        );
        expect(wrong).toEqual([]);
      },
      180_000,
    );
  });
});

type Look = (at: { readonly page: Page; readonly url: string }) => Promise<string[]>;

/** The browser itself complains of each answer that is none of 200. */
function isExpected(line: string): boolean {
  return /Failed to load resource: .*(?:404|403|400)/.test(line);
}
