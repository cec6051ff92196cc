import { describe, expect, test } from "bun:test";
import { prefixOf, withoutPrefix, withPrefix } from "../../src/web/prefix.ts";
import { assetUrls } from "../../ui/assets.ts";
import { openAccess, withWeb } from "../support/web.ts";

const under = { "x-script-name": "/jobs" };

test.each([
  ["/jobs", "/jobs"],
  ["/jobs/", "/jobs"],
  ["/a/b-c.d", "/a/b-c.d"],
  ["", ""],
  ["/", ""],
  ["jobs", ""],
  ["//evil.example", ""],
  ["/a//b", ""],
  ["/a/../b", ""],
  ["https://evil.example", ""],
  [`/"><script>`, ""],
  ["/a b", ""],
  ["/jobs//", "/jobs"],
  [`/${"a".repeat(999)}`, `/${"a".repeat(999)}`],
  [`/${"a".repeat(1_000)}`, ""],
])("§8 X-Script-Name %p is the prefix %p", (name, prefix) => {
  expect(prefixOf(new Headers({ "x-script-name": name }), "")).toBe(prefix);
  expect(prefixOf(new Headers(), name)).toBe(prefix);
});

test("§8 whoever sends a long one gets no more of the server's time", () => {
  const began = performance.now();
  expect(prefixOf(new Headers({ "x-script-name": `${"/".repeat(200_000)}"` }), "")).toBe("");
  expect(performance.now() - began).toBeLessThan(1_000);
});

test("§8 the header wins over [web] prefix", () => expect(prefixOf(new Headers(under), "/other")).toBe("/jobs"));

test.each([
  ["/jobs", "/"],
  ["/jobs/", "/"],
  ["/jobs/queues/a", "/queues/a"],
  ["/jobs/jobs", "/jobs"],
  ["/jobsite", "/jobsite"],
  ["/queues", "/queues"],
])("§8 behind the prefix /jobs %p is %p", (path, rest) => expect(withoutPrefix(path, "/jobs")).toBe(rest));

describe("§8 under a prefix", () => {
  test("all links of a page have it, and lead to pages", () =>
    withWeb(async (web) => {
      for (const path of ["/jobs", "/jobs/", "/"]) {
        const text = await (await web.get(path, under)).text();
        const links = [...text.matchAll(/ (?:href|src|action|formaction|hx-get|hx-post)="([^"]*)"/g)].map(([, link]) => link!);
        expect(links.length).toBeGreaterThan(3);
        expect(links.filter((link) => !link.startsWith("/jobs/") && !/^(?:[#?]|data:|https:\/\/)/.test(link))).toEqual([]);
      }
      expect((await web.get(`/jobs${assetUrls.style}`, under)).headers.get("content-type")).toStartWith("text/css");
    }));

  test("[web] prefix does the same", () =>
    withWeb(
      async (web) => expect(await (await web.get("/jobs/")).text()).toContain(`href="/jobs${assetUrls.style}"`),
      () => ({ access: () => ({ ...openAccess, prefix: "/jobs" }) }),
    ));

  test("the password is asked for, and what is open stays so", () =>
    withWeb(
      async (web) => {
        for (const path of ["/jobs", "/jobs/stats", "/jobs/static/../stats", "/static/stats"]) {
          expect((await web.get(path, { ...under, "x-script-name": path.startsWith("/jobs") ? "/jobs" : "/static" })).status).toBe(401);
        }
        expect((await web.get("/jobs/health", under)).status).toBe(200);
      },
      () => ({ access: () => ({ ...openAccess, password: "all" }) }),
    ));

  test("redirects have it; words, other hosts and other answers stay as they are", async () => {
    const moved = async (location: string) =>
      (await withPrefix(new Response(null, { status: 302, headers: { location } }), "/jobs")).headers.get("location");
    expect(await moved("/queues?page=2")).toBe("/jobs/queues?page=2");
    expect(await moved("https://docs.example/a")).toBe("https://docs.example/a");
    const text = `<p>say href=&#34;/a&#34;</p><a href="//cdn.example/x"></a><a href="/a">b</a>`;
    const html = new Response(text, { headers: { "content-type": "text/html; charset=utf-8" } });
    expect(await (await withPrefix(html, "/jobs")).text()).toBe(text.replace(`href="/a"`, `href="/jobs/a"`));
    const json = new Response(` href="/a"`, { headers: { "content-type": "application/json" } });
    expect(await (await withPrefix(json, "/jobs")).text()).toBe(` href="/a"`);
  });
});
