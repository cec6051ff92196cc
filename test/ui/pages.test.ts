import { describe, expect, test } from "bun:test";
import type { Engine } from "../../src/assemble.ts";
import type { QueueShown } from "../../src/engine/shown.ts";
import { Trouble } from "../../src/result.ts";
import { pages } from "../../ui/pages.ts";
import { aJob } from "../support/engine.ts";
import { noon } from "../support/manual-clock.ts";
import { type TestWeb, withWeb } from "../support/web.ts";

const poll = { "HX-Request": "true", "HX-Request-Type": "partial" };

const hostile = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `'; DROP TABLE`,
  `&lt;`,
  `</title><script>`,
  `javascript:alert(1)`,
];

/** The engine, but with queues whose names no client can push to: a page must not rely on that. */
function withQueues(engine: Engine, names: readonly string[]): Engine {
  const queues: readonly QueueShown[] = names.map((name) => ({
    name,
    size: 1_234_567,
    busy: 3,
    oldestSince: noon,
    pause: { by: hostile[0]!, reason: hostile[1]!, since: noon },
  }));
  return {
    ...engine,
    inspect: { ...engine.inspect, queues: async () => queues, queue: async (name) => ({ ...queues[0]!, name }) },
  };
}

describe.each(pages.filter((page) => page.tab !== undefined).map((page) => [page.path, page] as const))("§8 page %s", (path, page) => {
  test("is a whole document that refreshes itself at its own URL", () =>
    withWeb(async (web) => {
      const response = await web.get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(response.headers.get("cache-control")).toBe("no-store");
      const text = await response.text();
      expect(text).toStartWith(`<!doctype html><html lang="en">`);
      expect(text).toContain(`<title>${page.name} · Millrace</title>`);
      expect(text).toMatch(new RegExp(`hx-get="${path}" hx-trigger="every \\d+s, mr:refresh from:body" hx-swap="outerMorph"`));
      expect(text.match(/<h1/g)).toHaveLength(1);
    }));

  test("answers a poll with its content alone", () =>
    withWeb(async (web) => {
      const response = await web.get(path, poll);
      expect(response.status).toBe(200);
      expect(response.headers.get("vary")).toContain("HX-Request-Type");
      const text = await response.text();
      expect(text).toStartWith("<title>");
      expect(text).not.toContain("<html");
      // Some numbers are other ones a moment later.
      const still = (html: string) => html.replace(/\d[\d.]*/g, "0");
      const part = text.slice(text.indexOf("</title>") + "</title>".length);
      expect(still(await (await web.get(path)).text())).toContain(still(part));
    }));

  test("answers a poll that finds nothing new with nothing", () =>
    withWeb(async (web) => {
      const mark = (await web.get(path, poll)).headers.get("hx-ptag") ?? "";
      const again = await web.get(path, { ...poll, "HX-PTag": mark });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe("");
      await web.engine.push(aJob("news"));
      await web.clock.advance(1_000);
      expect((await web.get(path, { ...poll, "HX-PTag": mark })).status).toBe(200);
    }));

  test("shows clients' words as words", () =>
    withWeb(
      async (web) => {
        for (const headers of [{}, poll]) {
          // Between quotes a `<` begins nothing; a quote in a value is escaped, so that no value ends before its end.
          const text = (await (await web.get(path, headers)).text()).replace(/="[^"]*"/g, "");
          for (const words of hostile.filter((each) => /[<"]/.test(each))) expect(text).not.toContain(words);
          expect(text).not.toContain("<img src=x");
          expect(text.match(/<script/g) ?? []).toHaveLength(headers === poll ? 0 : 4);
        }
      },
      ({ engine }) => ({ engine: withQueues(engine, hostile) }),
    ));

  test("has no script or style of its own inside: the policy would not run it", () =>
    withWeb(async (web) => {
      const text = await (await web.get(path)).text();
      expect(text).not.toMatch(/<style|style=|\son\w+=|<script(?! src=")/);
    }));
});

describe("§8 the first page", () => {
  const summary = async (web: TestWeb) => {
    const text = await (await web.get("/", poll)).text();
    return Object.fromEntries(
      [...text.matchAll(/<span>(\w+)<\/span><\/span><strong>([^<]+)<\/strong>/g)].map(([, name, value]) => [name, value]),
    );
  };

  test("has the numbers of INFO, once a second for all viewers together", () =>
    withWeb(async (web) => {
      await web.engine.push(aJob("one"));
      expect(await summary(web)).toEqual({
        Processed: "0",
        Failed: "0",
        Busy: "0",
        Enqueued: "1",
        Retries: "0",
        Scheduled: "0",
        Dead: "0",
      });
      await web.engine.push(aJob("two"));
      expect((await summary(web))["Enqueued"]).toBe("1");
      await web.clock.advance(1_000);
      expect((await summary(web))["Enqueued"]).toBe("2");
    }));

  test("carries the dead in its title, and says so where storage fails", () =>
    withWeb(
      async (web) => {
        await web.engine.push(aJob("dead", { retry: -1 }));
        await web.engine.fetch(["q"], { wid: "", isOpen: () => true, close: () => {} });
        await web.engine.fail("dead____", "", { errtype: "", message: "", backtrace: [] });
        const text = await (await web.get("/")).text();
        expect(text).toContain("<title>(1 dead) Home · Millrace</title>");
        expect(text).toContain("Storage fails: &lt;disk&gt; full");
      },
      ({ engine }) => ({ engine: { ...engine, health: () => ({ isWritable: false, isAlmostFull: false, reason: "<disk> full" }) } }),
    ));

  test("HEAD answers cheaply", () =>
    withWeb(
      async (web) => expect((await web.get("/", {}, "HEAD")).status).toBe(200),
      ({ engine }) => ({ engine: { ...engine, numbers: () => Promise.reject(new Error("not asked for")) } }),
    ));
});

describe("§8 a page that can't be shown", () => {
  test.each(["/nosuchpage", "/static/../package.json", "/static/nosuchfile.css", "/nosuch/<script>"])("%s is a 404 page", (path) =>
    withWeb(async (web) => {
      const response = await web.get(path);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain("<h1>Not found</h1>");
    }),
  );

  test.each([
    ["trouble is named", new Trouble("disk <full>"), 503, "disk &lt;full&gt;", 0],
    ["a bug is only told to the log", new Error("secret insides"), 500, "log says why.", 2],
  ])("%s", (_, error, status, shown, lines) =>
    withWeb(
      async (web) => {
        const response = await web.get("/");
        expect(response.status).toBe(status);
        const text = await response.text();
        expect(text).toContain(shown);
        expect(text).not.toContain("secret insides");
        expect(text).toStartWith("<!doctype html>");
        // A poll puts it into the page that is there.
        const fragment = await (await web.get("/", poll)).text();
        expect(fragment).toContain(`<div id="live" hx-get="/"`);
        expect(fragment).toContain(shown);
        expect(web.logged.filter((line) => line.includes("secret insides"))).toHaveLength(lines);
      },
      ({ engine }) => ({ engine: { ...engine, numbers: () => Promise.reject(error) } }),
    ),
  );
});
