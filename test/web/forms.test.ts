import { describe, expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { actions } from "../../src/web/actions/index.ts";
import { openAccess, type TestWeb, withWeb } from "../support/web.ts";
import { recorded } from "./recorded.ts";

const key = "2026-01-02T03:04:05.123456Z|job-0001";
const payload = Buffer.from(`{"jid":"job-0001","jobtype":"Mail","args":[]}`).toString("base64url");

type Form = Readonly<Record<string, string | readonly string[]>>;

function bodyOf(form: Form): URLSearchParams {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(form)) for (const value of [values].flat()) body.append(name, value);
  return body;
}

const post = (web: TestWeb, path: string, form: Form, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`http://127.0.0.1:${web.webPort}${path}`, { method: "POST", body: bodyOf(form), headers, redirect: "manual" });

/** Posts a form, and says what the engine was asked to do and where the visitor was sent. */
async function posted(path: string, form: Form): Promise<{ calls: string[]; status: number; to: string | null; logged: string[] }> {
  let seen = { calls: [] as string[], status: 0, to: null as string | null, logged: [] as string[] };
  let calls: string[] = [];
  await withWeb(
    async (web) => {
      const response = await post(web, path, form);
      seen = { calls, status: response.status, to: response.headers.get("location"), logged: web.logged };
    },
    ({ engine }) => {
      const recording = recorded(engine);
      calls = recording.calls;
      return { engine: recording.engine };
    },
  );
  return seen;
}

const inSet = (set: string) => JSON.stringify([{ set, key }]);

/** Path, form, what is done, where it leads. */
const scripts: readonly (readonly [string, Form, string, string])[] = [
  ["/retries", { action: "retry", key }, `apply requeue ${inSet("retries")}`, "/retries"],
  ["/retries", { action: "add_to_queue", key }, `apply requeue ${inSet("retries")}`, "/retries"],
  ["/retries", { action: "kill", key }, `apply kill ${inSet("retries")}`, "/retries"],
  ["/retries", { action: "delete", key }, `apply discard ${inSet("retries")}`, "/retries"],
  ["/scheduled", { action: "add_to_queue", key }, `apply requeue ${inSet("scheduled")}`, "/scheduled"],
  ["/scheduled", { action: "delete", key: "all" }, `mutate {"cmd":"discard","target":"scheduled","filter":{}}`, "/scheduled"],
  ["/retries", { action: "kill", key: "all" }, `mutate {"cmd":"kill","target":"retries","filter":{}}`, "/retries"],
  ["/morgue", { action: "retry", key: ["all", key] }, `mutate {"cmd":"requeue","target":"dead","filter":{}}`, "/morgue"],
  ["/morgue", { action: "delete", key }, `apply discard ${inSet("dead")}`, "/morgue"],
  [`/retries/${encodeURIComponent(key)}`, { action: "retry" }, `apply requeue ${inSet("retries")}`, "/retries"],
  [`/morgue/${key}`, { action: "delete" }, `apply discard ${inSet("dead")}`, "/morgue"],
  ["/queues/low", { action: "delete" }, "clear low", "/queues"],
  ["/queues/low", { action: "pause" }, `pause low {"by":"admin from 127.0.0.1","reason":""}`, "/queues/low"],
  ["/queues/low", { action: "resume" }, "resume low", "/queues/low"],
  [
    "/queues/low",
    { bkey: payload, action: "delete" },
    `mutate {"cmd":"discard","target":"queue:low","filter":{"jids":["job-0001"]}}`,
    "/queues/low",
  ],
  ["/busy", { wid: "all", signal: "quiet" }, "signal all quiet", "/busy"],
  ["/busy", { wid: "w1", signal: "terminate" }, "signal w1 terminate", "/busy"],
];

describe("§8 form posts of scripts", () => {
  test.each(scripts)("%s %p", async (path, form, call, to) => {
    const { calls, status, to: location, logged } = await posted(path, form);
    expect(calls).toEqual([call]);
    expect([status, location]).toEqual([302, to]);
    expect(logged.filter((line) => line.startsWith("info audit: admin (no password is set) from 127.0.0.1 did "))).toHaveLength(1);
  });

  test.each([
    ["/retries", { action: "explode", key }],
    ["/retries", {}],
    ["/queues/low", {}],
    ["/busy", { wid: "all", signal: "explode" }],
  ])("%s %p is not understood, and nothing is done", async (path, form) => {
    const { calls, status } = await posted(path, form);
    expect([calls, status]).toEqual([[], 400]);
  });

  test.each([
    ["/morgue", { action: "kill", key: "all" }],
    ["/queues/low", { bkey: ["no payload", ""] }],
  ])("%s %p touches nothing", async (path, form) => {
    const { calls, status } = await posted(path, form);
    expect([calls, status]).toEqual([[], 302]);
  });
});

describe("§8 forms of our own", () => {
  const ours: readonly (readonly [string, Form, string, string])[] = [
    ["/queues/low", { do: "pause", reason: "deploy" }, `pause low {"by":"admin from 127.0.0.1","reason":"deploy"}`, "/queues/low"],
    ["/queues/low", { do: "resume", back: "/queues" }, "resume low", "/queues"],
    ["/busy", { do: "quiet", wid: "w1" }, "signal w1 quiet", "/busy"],
    ["/jobs", { do: "requeue", list: "dead", key, back: "/morgue?page=2" }, `apply requeue ${inSet("dead")}`, "/morgue?page=2"],
    ["/jobs", { do: "kill", job: "h1" }, `apply kill [{"handle":"h1"}]`, "/"],
    ["/jobs", { do: "fail", job: "h1" }, "failNow h1", "/busy"],
    ["/ops/7", { do: "cancel" }, "cancel 7", "/ops/7"],
    ["/confirm", { do: "discard", list: "dead", key, sure: "1", back: "/morgue" }, `apply discard ${inSet("dead")}`, "/morgue"],
    ["/confirm", { do: "clear", queue: "low", sure: "1", count: "3" }, "clear low", "/queues"],
    ["/confirm", { do: "remove", queue: "low", sure: "1", count: "1000", typed: "1,000" }, "remove low", "/queues"],
    ["/confirm", { do: "stop", wid: "all", sure: "1" }, "signal all terminate", "/busy"],
    [
      "/confirm",
      { do: "kill", list: "retries", q: "type:A", freeze: "f", sure: "1", count: "5" },
      `applyAll {"cmd":"kill","list":"retries","filter":{"type":"A"},"freeze":"f","by":"admin from 127.0.0.1"}`,
      "/ops/7",
    ],
  ];

  test.each(ours)("%s %p", async (path, form, call, to) => {
    const { calls, status, to: location } = await posted(path, form);
    expect(calls).toEqual([call]);
    expect([status, location]).toEqual([302, to]);
  });

  test.each(["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "/\r\nx", "/é", "evil"])(
    "a way back to %j is not taken",
    async (back) => {
      expect((await posted("/jobs", { do: "kill", job: "h1", back })).to).toBe("/");
    },
  );

  test("what is said on the next page fits a cookie, whatever a worker is called, and the log stays readable", () =>
    withWeb(async (web) => {
      const response = await post(web, "/confirm", { do: "stop", wid: "😀".repeat(5_000), sure: "1" });
      expect([response.status, (response.headers.get("set-cookie") ?? "").length < 4_000]).toEqual([302, true]);
      expect(web.logged.find((line) => line.includes("did stop"))?.length).toBeLessThan(10_000);
    }));

  test("a reason stands on every page of queues: what is longer is cut", async () => {
    const { calls } = await posted("/queues/low", { do: "pause", reason: "r".repeat(50_000) });
    expect(calls).toEqual([`pause low {"by":"admin from 127.0.0.1","reason":"${"r".repeat(limits.nameCharactersMax)}"}`]);
  });

  test("one whose parts can't be told is not understood", () =>
    withWeb(async (web) => {
      for (const type of ["multipart/form-data", "multipart/form-data; boundary=b"]) {
        const form = { method: "POST", headers: { "content-type": type }, body: "no parts" };
        const response = await fetch(`http://127.0.0.1:${web.webPort}/retries`, form);
        expect(response.status).toBe(400);
      }
      expect(web.logged.filter((line) => line.startsWith("error"))).toEqual([]);
    }));

  test("nothing wide is done before somebody is sure, nor where the number is wrong", async () => {
    for (const form of [
      {},
      { sure: "1", count: "1000" },
      { sure: "1", count: "1000", typed: "999" },
      { sure: "1", count: "2000", typed: "1000" },
    ]) {
      const { calls, status } = await posted("/confirm", { do: "discard", list: "dead", freeze: "f", ...form });
      expect([calls, status]).toEqual([[], 200]);
    }
  });
});

describe("§8 the read-only password gets no post", () => {
  const viewer = { authorization: `Basic ${Buffer.from("ana:look").toString("base64")}` };

  test.each([...new Set(actions.map(({ path }) => path))])("%s", (path) =>
    withWeb(
      async (web) => {
        const concrete = path.replace(":name", "low").replace(":key", key).replace(":no", "7");
        for (const form of [{ action: "delete", key: "all", do: "discard", sure: "1", signal: "quiet", wid: "all" }, {}]) {
          const response = await post(web, concrete, form, viewer);
          expect(response.status).toBe(403);
          expect(await response.text()).toContain("This needs the role admin.");
        }
        const denials = web.logged.filter((line) => line.startsWith("warn audit: viewer from 127.0.0.1 was denied "));
        expect(denials).toHaveLength(2);
        expect(denials[0]).toEndWith("it needs the role admin");
      },
      () => ({ access: () => ({ ...openAccess, password: "all", readonlyPassword: "look" }) }),
    ),
  );
});
