import { describe, expect, test } from "bun:test";
import { aJob } from "../support/engine.ts";
import { type TestWeb, withWeb } from "../support/web.ts";

const later = "2027-01-01T00:00:00Z";

/** So many scheduled jobs, due one after another, of two types. */
async function schedule(web: TestWeb, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const minute = String(index % 60).padStart(2, "0");
    await web.engine.push(
      aJob(`job${index}`, {
        jobtype: index % 2 === 0 ? "Even" : "Odd",
        at: `2027-01-01T0${Math.floor(index / 60)}:${minute}:00Z`,
        args: [`word${index}`],
      }),
    );
  }
}

const jidsOn = async (web: TestWeb, path: string) =>
  [...(await (await web.get(path)).text()).matchAll(/class="jid mono" title="([^"_]+)/g)].map(([, jid]) => jid);

describe("§8 a list of jobs", () => {
  test("25 a page, in their order, each once", () =>
    withWeb(async (web) => {
      await schedule(web, 60);
      const pages = await Promise.all([1, 2, 3].map((page) => jidsOn(web, `/scheduled?page=${page}`)));
      expect(pages.map(({ length }) => length)).toEqual([25, 25, 10]);
      expect(pages.flat()).toEqual(Array.from({ length: 60 }, (_, index) => `job${index}`));
      expect(await jidsOn(web, "/scheduled?page=9")).toEqual(pages[2] ?? []);
    }));

  test.each([
    ["type:Odd", 30],
    ["type:O*", 30],
    ["jid:job7____", 1],
    ["word59", 1],
    ["type:Even word4", 6],
    ["queue:q", 60],
    ["queue:other", 0],
  ])("filtered by %s it has %d", (q, count) =>
    withWeb(async (web) => {
      await schedule(web, 60);
      const found: string[] = [];
      for (let url: string | undefined = `/scheduled?q=${encodeURIComponent(q)}`; url !== undefined;) {
        found.push(...(await jidsOn(web, url)).map(String));
        const html: string = await (await web.get(url)).text();
        url = /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&");
      }
      expect(new Set(found).size).toBe(count);
      expect(found).toHaveLength(count);
    }),
  );

  test("each part of a filter can be taken away", () =>
    withWeb(async (web) => {
      await schedule(web, 3);
      const html = await (await web.get("/scheduled?q=type%3AEven+word2")).text();
      expect([...html.matchAll(/class="chip" href="([^"]+)"/g)].map(([, href]) => href)).toEqual([
        "/scheduled?q=word2",
        "/scheduled?q=type%3AEven",
      ]);
    }));

  test("the confirm step says what, how many, which, and the same as a command", () =>
    withWeb(async (web) => {
      await schedule(web, 12);
      const html = await (await web.get("/confirm?do=discard&list=scheduled&q=type%3AEven")).text();
      expect(html).toContain("Discard 6 jobs in Scheduled, of the type Even. They are gone for good.");
      expect(html).toContain("15 Jan 2026, 12:00:00 UTC");
      expect(html.replaceAll("&quot;", '"')).toContain('MUTATE {"cmd":"discard","target":"scheduled","filter":{"jobtype":"Even"}}');
      expect(html.match(/class="jid mono"/g)).toHaveLength(5);
    }));

  test.each([
    "/confirm",
    "/confirm?do=explode&list=dead",
    "/confirm?do=discard&list=nolist",
    "/confirm?do=clear&queue=nosuch",
    "/confirm?do=stop&wid=nosuch",
    "/ops/77",
    "/ops/x",
  ])("%s asks for what is not there", (path) => withWeb(async (web) => expect((await web.get(path)).status).toBe(404)));

  test.each(["javascript:alert(1)", "https://evil.example", "//evil.example", "/\\evil.example"])("a way back to %s is not taken", (back) =>
    withWeb(async (web) => {
      const html = await (await web.get(`/confirm?do=discard&list=dead&key=k&back=${encodeURIComponent(back)}`)).text();
      expect(html).not.toContain(`"${back}"`);
      expect(html).toContain(`href="/morgue"`);
    }),
  );

  test("what is empty teaches", () =>
    withWeb(async (web) => {
      expect(await (await web.get("/retries")).text()).toContain("Nothing waits for another try");
      await web.engine.push(aJob("one", { at: later }));
      const none = await (await web.get("/scheduled?q=nothing")).text();
      expect(none).toContain("No job here matches");
      expect(none).toContain("Show all");
    }));
});
