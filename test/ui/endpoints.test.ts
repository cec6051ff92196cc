import { describe, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { assetFiles, assetUrls } from "../../ui/assets.ts";
import { Client } from "../support/client.ts";
import { withWeb } from "../support/web.ts";

describe("§8 endpoints", () => {
  test("/stats is INFO", () =>
    withWeb(async (web) => {
      const client = await Client.greeted(web.port);
      await client.ask('PUSH {"jid":"job-00001","jobtype":"Mail","args":[],"queue":"__proto__"}');
      const info = (await client.ask("INFO")).slice(2);
      const response = await web.get("/stats");
      expect(response.headers.get("content-type")).toStartWith("application/json");
      expect(response.headers.get("cache-control")).toBe("no-cache");
      const memory = /"used_memory_mb":\d+/;
      expect((await response.text()).replace(memory, "")).toBe(info.replace(memory, ""));
    }));

  test("/robots.txt keeps them out", () =>
    withWeb(async (web) => expect(await (await web.get("/robots.txt")).text()).toBe("User-agent: *\nDisallow: /\n")));

  test.each([
    ["style", 18, /\/app-.*\.css$/],
    ["own script", 12, /\/(?:live|keys)-.*\.js$/],
  ])("all %s of the pages takes at most %d KiB", (_, kibibytes, name) => {
    const sizes = [...assetFiles].filter(([url]) => name.test(url)).map(([, path]) => statSync(path).size);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(kibibytes * 1_024);
  });

  test.each([
    ["htmx", assetUrls.htmx, "text/javascript"],
    ["the style sheet", assetUrls.style, "text/css"],
  ])("%s comes from the program itself, and is kept for ever", (_, url, type) =>
    withWeb(async (web) => {
      const response = await web.get(url);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toStartWith(type);
      expect(response.headers.get("cache-control")).toContain("immutable");
      expect((await response.text()).length).toBeGreaterThan(1_000);
    }),
  );
});

describe("§8 safety", () => {
  test.each(["/", "/stats", "/health", "/robots.txt", assetUrls.style, "/nosuchpage"])("%s carries the security headers", (path) =>
    withWeb(async (web) => {
      const { headers } = await web.get(path);
      expect(headers.get("content-security-policy")).toStartWith("default-src 'none'; script-src 'self'; style-src 'self';");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    }),
  );
});
