import { describe, expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { isCrossSite } from "../../src/web/cross-site.ts";
import { assetUrls } from "../../ui/assets.ts";
import { withWeb } from "../support/web.ts";

const host = "localhost:7420";

/** Method, Sec-Fetch-Site, Origin; whether it may pass. */
const cases: readonly (readonly [string, string | undefined, string | undefined, boolean])[] = [
  ["POST", "same-origin", undefined, true],
  ["POST", "none", undefined, true],
  ["POST", "same-site", undefined, false],
  ["POST", "cross-site", undefined, false],
  ["POST", "", undefined, false],
  ["POST", "nonsense", undefined, false],
  // What the browser says of the site outweighs what it says of the origin.
  ["POST", "cross-site", `http://${host}`, false],
  ["POST", "same-origin", "http://evil.example", true],
  ["POST", undefined, `http://${host}`, true],
  ["POST", undefined, `HTTP://LOCALHOST:7420`, true],
  ["POST", undefined, "http://localhost", false],
  ["POST", undefined, "http://localhost:7421", false],
  ["POST", undefined, "http://evil.example", false],
  ["POST", undefined, "http://localhost:7420.evil.example", false],
  ["POST", undefined, "null", false],
  ["POST", undefined, "", false],
  ["POST", undefined, "file://", false],
  ["POST", undefined, "https://jobs.example.org", true],
  ["POST", undefined, "https://jobs.example.org:443", true],
  ["POST", undefined, "http://jobs.example.org", false],
  ["POST", undefined, "http://plain.example.org", true],
  ["POST", undefined, "https://plain.example.org", true],
  ["POST", undefined, undefined, true],
  ["PUT", "cross-site", undefined, false],
  ["DELETE", "cross-site", undefined, false],
  ["PATCH", undefined, "http://evil.example", false],
  ["NONSENSE", "cross-site", undefined, false],
  ["GET", "cross-site", "http://evil.example", true],
  ["HEAD", "cross-site", undefined, true],
];

const headersOf = (site: string | undefined, origin: string | undefined) => ({
  host,
  ...(site === undefined ? {} : { "sec-fetch-site": site }),
  ...(origin === undefined ? {} : { origin }),
});

test.each(cases)("§8 %s with Sec-Fetch-Site %p and Origin %p passes: %p", (method, site, origin, mayPass) => {
  const request = { method, headers: new Headers(headersOf(site, origin)) };
  expect(isCrossSite(request, ["https://jobs.example.org", "plain.example.org"])).toBe(!mayPass);
});

test("§8 a port that goes without saying is the same", () => {
  const from = (origin: string, own: string) => ({ method: "POST", headers: new Headers({ host: own, origin }) });
  expect(isCrossSite(from("https://jobs.example.org", "jobs.example.org:443"), [])).toBe(false);
  expect(isCrossSite(from("http://jobs.example.org:80", "jobs.example.org"), [])).toBe(false);
  expect(isCrossSite(from("http://jobs.example.org", "jobs.example.org:443"), [])).toBe(true);
});

describe("§8 a post of another site", () => {
  test.each(["/", "/queues/default", "/stats", "/health", "/nosuchpage", assetUrls.style])("is stopped before any route sees %s", (path) =>
    withWeb(async (web) => {
      const refused = await web.get(path, { "sec-fetch-site": "cross-site" }, "POST");
      expect(refused.status).toBe(403);
      expect(refused.headers.get("content-security-policy")).not.toBeNull();
      expect(web.logged).toContain(`warn audit: a page of another site, in a browser at 127.0.0.1, was denied POST ${path}`);
      expect((await web.get(path, { origin: "http://evil.example" }, "POST")).status).toBe(403);
      for (const passing of [{ "sec-fetch-site": "same-origin" }, {}]) {
        expect([404, 400]).toContain((await web.get(path, passing, "POST")).status);
      }
    }),
  );

  test("does not fill the log, however often it comes, and however long its path is", () =>
    withWeb(async (web) => {
      const path = `/${"x".repeat(5_000)}`;
      for (let count = 0; count < limits.warningsPerSecondMax + 5; count += 1)
        await web.get(path, { "sec-fetch-site": "cross-site" }, "POST");
      const lines = web.logged.filter((line) => line.includes("was denied"));
      expect(lines).toHaveLength(limits.warningsPerSecondMax);
      expect(lines[0]?.length).toBeLessThan(500);
    }));

  test("is no matter for what only reads", () =>
    withWeb(async (web) => expect((await web.get("/", { "sec-fetch-site": "cross-site" })).status).toBe(200)));
});
