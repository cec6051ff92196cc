import { describe, expect, test } from "bun:test";
import { isLocalHost } from "../../src/web/host.ts";
import { openAccess, withWeb } from "../support/web.ts";

const elsewhere = { host: "evil.example" };

describe("§8 the Host of a local server without a password", () => {
  test.each(["/", "/stats", "/health", "/health/live", "/nosuchpage", "/static/nosuchfile.css"])(
    "a page elsewhere can't reach %s by its own name",
    (path) =>
      withWeb(async (web) => {
        const response = await web.get(path, elsewhere);
        expect(response.status).toBe(403);
        expect(response.headers.get("content-security-policy")).not.toBeNull();
        expect(await response.text()).not.toContain("<html");
      }),
  );

  test.each([
    ["others may reach it", { isLoopback: false }],
    ["it asks for a password", { access: () => ({ ...openAccess, password: "secret" }) }],
    ["it is meant to be open", { access: () => ({ ...openAccess, skipsPassword: true }) }],
    ["the name is one of [web] origins", { access: () => ({ ...openAccess, origins: ["https://evil.example"] }) }],
  ])("it goes by any name where %s", (_, parts) =>
    withWeb(
      async (web) => expect((await web.get("/health", elsewhere)).status).toBe(200),
      () => parts,
    ),
  );

  test("a reload changes the names", () => {
    let origins: readonly string[] = [];
    return withWeb(
      async (web) => {
        expect((await web.get("/health", elsewhere)).status).toBe(403);
        origins = ["evil.example"];
        expect((await web.get("/health", elsewhere)).status).toBe(200);
      },
      () => ({ access: () => ({ ...openAccess, origins }) }),
    );
  });

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
    ["jobs.example.org", true],
    ["JOBS.example.org:8443", true],
    ["jobs.example.org.evil.example", false],
    ["other.example.org:8443", true],
    ["plain.example.org", true],
  ])("Host %p is one of ours: %p", (host, isIt) =>
    expect(isLocalHost(host, ["https://jobs.example.org", "https://other.example.org:8443", "plain.example.org"])).toBe(isIt),
  );
});
