import { describe, expect, test } from "bun:test";
import { isLocalHost } from "../../src/web/host.ts";
import { assetUrls } from "../../ui/assets.ts";
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

  test("/health is 200 while all is well", () =>
    withWeb(async (web) => {
      await Client.greeted(web.port);
      const response = await web.get("/health");
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({
        now: "2026-01-15T12:00:00.000000Z",
        server: {
          description: "Millrace (Faktory Enterprise compatible)",
          faktory_version: "1.10.0",
          connections: 1,
          command_count: 0,
        },
      });
    }));

  test("/health is 503 with the reason where storage fails", () =>
    withWeb(
      async (web) => {
        const response = await web.get("/health");
        expect(response.status).toBe(503);
        expect(await response.json()).toMatchObject({ reason: "disk full", server: { faktory_version: "1.10.0" } });
      },
      ({ engine }) => ({ engine: { ...engine, health: () => ({ isWritable: false, isAlmostFull: false, reason: "disk full" }) } }),
    ));

  test("/robots.txt keeps them out", () =>
    withWeb(async (web) => expect(await (await web.get("/robots.txt")).text()).toBe("User-agent: *\nDisallow: /\n")));

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

  test.each(["/", "/stats", "/health", "/nosuchpage"])("a page elsewhere can't reach %s of a local server by its own name", (path) =>
    withWeb(async (web) => {
      const response = await web.get(path, { host: "evil.example" });
      expect(response.status).toBe(403);
      expect(response.headers.get("content-security-policy")).not.toBeNull();
      expect(await response.text()).not.toContain("<html");
    }),
  );

  test("a server that others may reach goes by any name", () =>
    withWeb(
      async (web) => expect((await web.get("/", { host: "queue.example" })).status).toBe(200),
      () => ({ isLoopback: false }),
    ));

  test.each([
    ["localhost", true],
    ["localhost:7420", true],
    ["LOCALHOST:7420", true],
    ["127.0.0.1:7420", true],
    ["10.0.0.7", true],
    ["[::1]:7420", true],
    ["evil.example", false],
    ["localhost.evil.example", false],
    ["127.0.0.1.evil.example", false],
    ["evil.example:7420", false],
    ["", false],
    [null, false],
  ])("Host %p is one of ours: %p", (host, isIt) => expect(isLocalHost(host)).toBe(isIt));
});
