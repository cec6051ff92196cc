import { describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { Auth } from "../../src/web/auth.ts";
import { pages } from "../../ui/pages.ts";
import { assetUrls } from "../../ui/assets.ts";
import { seededRandom } from "../support/fixed-random.ts";
import { manualClock } from "../support/manual-clock.ts";
import { openAccess, type TestWeb, withWeb } from "../support/web.ts";

const password = "pass:wörd";
const basic = (words: string) => ({ authorization: `Basic ${Buffer.from(words).toString("base64")}` });
const keys = [{ password, role: "admin" }] as const;
const right = basic(`ana:${password}`);
const wrong = basic("ana:guess");

const withPassword = (story: (web: TestWeb) => Promise<void>) => withWeb(story, () => ({ access: () => ({ ...openAccess, password }) }));

/** Sends a request as it stands and reads all of the answer: `fetch` would put its path and its Host right. */
async function raw(port: number, head: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(port, "127.0.0.1", () => socket.write(`${head}\r\nConnection: close\r\n\r\n`));
  let text = "";
  socket.on("data", (bytes) => (text += bytes.toString())).on("close", () => resolve(text));
  socket.on("error", reject);
  return promise;
}

describe("§8 with a password", () => {
  test.each([...pages.map((page) => page.path), "/stats", "/nosuchpage", "/static", "/healthy", "/health/other"])(
    "%s asks for it",
    (path) =>
      withPassword(async (web) => {
        const asked = await web.get(path);
        expect(asked.status).toBe(401);
        expect(asked.headers.get("www-authenticate")).toBe('Basic realm="Millrace", charset="UTF-8"');
        expect(asked.headers.get("content-security-policy")).not.toBeNull();
        expect((await web.get(path, {}, "POST")).status).toBe(401);
        expect((await web.get(path, right)).status).not.toBe(401);
      }),
  );

  test.each(["/health", "/health/live", "/health/ready", "/robots.txt", assetUrls.style])("%s is open", (path) =>
    withPassword(async (web) => expect((await web.get(path)).status).toBe(200)),
  );

  test.each([
    ["GET", "/static/nosuch"],
    ["POST", "/health"],
    ["POST", "/static/nosuch"],
  ])("%s %s, which is not there, shows a stranger nothing of the server", (method, path) =>
    withPassword(async (web) => {
      const response = await web.get(path, {}, method);
      expect(response.status).toBe(404);
      expect(await response.text()).toBe("Not found\n");
      expect(response.headers.get("content-security-policy")).not.toBeNull();
      expect(web.logged.filter((line) => line.includes("web:"))).toEqual([]);
    }),
  );

  test("HEAD / is open, HEAD of others is not", () =>
    withPassword(async (web) => {
      expect((await web.get("/", {}, "HEAD")).status).toBe(200);
      expect((await web.get("/stats", {}, "HEAD")).status).toBe(401);
    }));

  test.each([
    ["any user", basic(`ana:${password}`)],
    ["another user", basic(`bob:${password}`)],
    ["no user", basic(`:${password}`)],
    ["a scheme in small letters", { authorization: right.authorization.replace("Basic", "basic") }],
  ])("%s may in, again and again", (_, headers) =>
    withPassword(async (web) => {
      for (let time = 0; time < 3; time += 1) expect((await web.get("/stats", headers)).status).toBe(200);
    }),
  );

  test.each([
    ["a wrong password", basic("ana:pass")],
    ["the beginning of it", basic("ana:pass:")],
    ["more than it", basic(`ana:${password}x`)],
    ["the password as user", basic(password)],
    ["no colon", basic("pass")],
    ["no password", basic("ana:")],
    ["nothing in it", { authorization: "Basic " }],
    ["the password bare", { authorization: password.replace("ö", "o") }],
    ["another scheme", { authorization: right.authorization.replace("Basic", "Bearer") }],
    ["no base64", { authorization: "Basic ana:%%%" }],
  ])("%s may not", (_, headers) => withPassword(async (web) => expect((await web.get("/stats", headers)).status).toBe(401)));

  test.each([
    ["/static/../stats", "localhost", 401],
    ["/static/%2e%2e/stats", "localhost", 401],
    ["//stats", "localhost", 401],
    ["http://localhost/stats", "localhost", 401],
    ["/static/..%2fstats", "localhost", 404],
    // Elysia alone would take these for /stats and answer it.
    ["/static/stats", "a", 404],
    ["/static/stats", "ab", 404],
    ["/static/stats", "abc", 404],
    ["/stats", "a", 401],
    ["/static/x?/stats", "a", 404],
    ["/health#/stats", "localhost", 401],
  ])("%s of host %s does not get around it", (target, host, status) =>
    withPassword(async (web) => {
      const answer = await raw(web.webPort, `GET ${target} HTTP/1.1\r\nHost: ${host}`);
      expect(answer).toStartWith(`HTTP/1.1 ${status} `);
      expect(answer).not.toContain("faktory_version");
    }),
  );

  test("a host of few characters is served", () =>
    withPassword(async (web) => {
      const answer = await raw(web.webPort, `GET /stats HTTP/1.1\r\nHost: ci\r\nAuthorization: ${right.authorization}`);
      expect(answer).toStartWith("HTTP/1.1 200 ");
      expect(answer).toContain("faktory_version");
    }));

  test("a reload changes it, and what was remembered of the old one is worth nothing", () => {
    let current: string | undefined = password;
    return withWeb(
      async (web) => {
        expect((await web.get("/stats", right)).status).toBe(200);
        current = "new";
        expect((await web.get("/stats", right)).status).toBe(401);
        expect((await web.get("/stats", basic("ana:new"))).status).toBe(200);
        current = undefined;
        expect((await web.get("/stats")).status).toBe(200);
      },
      () => ({ access: () => ({ ...openAccess, password: current }) }),
    );
  });
});

describe("§8 guessing", () => {
  test("is over for a minute after 10 wrong ones, also for the right one; what is open stays so", () =>
    withPassword(async (web) => {
      for (let time = 0; time < 10; time += 1) expect((await web.get("/stats", wrong)).status).toBe(401);
      const late = await web.get("/stats", wrong);
      expect(late.status).toBe(429);
      expect(late.headers.get("retry-after")).toBe("60");
      expect((await web.get("/stats", right)).status).toBe(429);
      expect((await web.get("/stats")).status).toBe(401);
      expect((await web.get("/health")).status).toBe(200);
      await web.clock.advance(59_000);
      expect((await web.get("/stats", right)).status).toBe(429);
      await web.clock.advance(1_000);
      expect((await web.get("/stats", right)).status).toBe(200);
    }));

  test("is not what a request without credentials does", () =>
    withPassword(async (web) => {
      for (let time = 0; time < 30; time += 1) expect((await web.get("/stats")).status).toBe(401);
      for (let time = 0; time < 9; time += 1) expect((await web.get("/stats", wrong)).status).toBe(401);
      expect((await web.get("/stats", right)).status).toBe(200);
    }));

  test("is counted by address", () => {
    const auth = new Auth({ clock: manualClock(), random: seededRandom(1) });
    for (let time = 0; time < 10; time += 1) expect(auth.judge(wrong.authorization, keys, "10.0.0.7")).toBe("wrong");
    expect(auth.judge(right.authorization, keys, "10.0.0.7")).toEqual({ waitMs: 60_000 });
    expect(auth.judge(right.authorization, keys, "10.0.0.8")).toEqual({ role: "admin" });
  });
});

test("§8 a header of blanks takes no more of the server's time than another", () => {
  const auth = new Auth({ clock: manualClock(), random: seededRandom(1) });
  const began = performance.now();
  expect(auth.judge(`Basic${" ".repeat(100_000)}"`, keys, "10.0.0.7")).toBe("unknown");
  expect(performance.now() - began).toBeLessThan(1_000);
});

test("§8 headers that were right are forgotten in time, and only so many are kept", async () => {
  const clock = manualClock();
  const auth = new Auth({ clock, random: seededRandom(1) });
  for (let user = 0; user < 5_000; user += 1) {
    expect(auth.judge(basic(`user${user}:${password}`).authorization, keys, "10.0.0.7")).toEqual({ role: "admin" });
  }
  expect(auth.rememberedCount).toBe(1_000);
  await clock.advance(600_000);
  expect(auth.judge(basic(`user4999:${password}`).authorization, keys, "10.0.0.7")).toEqual({ role: "admin" });
  expect(auth.judge(basic(`user4999:${password}`).authorization, [{ password: "other", role: "admin" }], "10.0.0.7")).toBe("wrong");
});
