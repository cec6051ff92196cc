import { describe, expect, test } from "bun:test";
import { aJob } from "../support/engine.ts";
import { type TestWeb, withWeb } from "../support/web.ts";

const noon = "2026-11-24T12:00:00Z";

async function leadOf(web: TestWeb, path: string): Promise<string | null> {
  const response = await fetch(`http://127.0.0.1:${web.webPort}${path}`, { redirect: "manual" });
  expect(response.status).toBe(302);
  return response.headers.get("location");
}

/** The KEY that the list's own row carries for a job. */
async function keyOn(web: TestWeb, path: string): Promise<string> {
  const text = await (await web.get(path)).text();
  const key = /name="key" value="([^"]+)"/.exec(text)?.[1];
  if (key === undefined) throw new Error(`no KEY on ${path}`);
  return key;
}

describe("§8 old bookmarks", () => {
  test("a KEY leads to its job's page, without a search", () =>
    withWeb(async (web) => {
      await web.engine.push(aJob("later", { at: "2027-01-01T00:00:00.123456789Z" }));
      const key = await keyOn(web, "/scheduled");
      expect(key).toBe("2027-01-01T00:00:00.123456Z|later___");
      const to = await leadOf(web, `/scheduled/${encodeURIComponent(key)}`);
      expect(to).toStartWith("/job/later___?at=");
      expect((await web.get(to ?? "")).status).toBe(200);
      // As others wrote it, with nanoseconds and bare.
      expect(await leadOf(web, "/scheduled/2027-01-01T00:00:00.123456789Z|later___")).toBe(to);
    }));

  test("a job that left its set is found where it is now, and the page says so", () =>
    withWeb(async (web) => {
      await web.engine.push(aJob("later", { at: "2027-01-01T00:00:00Z" }));
      const key = await keyOn(web, "/scheduled");
      await web.engine.mutate({ cmd: "kill", target: "scheduled", filter: {} });
      const to = await leadOf(web, `/scheduled/${encodeURIComponent(key)}`);
      expect(to).toBe("/job/later___?from=scheduled");
      expect(await (await web.get(to ?? "")).text()).toContain("This job is no longer in Scheduled: it is here now.");
    }));

  test.each(["/retries", "/scheduled", "/morgue"])("%s: a job that is gone leads to its list, with a line that says so", (path) =>
    withWeb(async (web) => {
      const to = await leadOf(web, `${path}/${encodeURIComponent(`${noon}|nosuchjob`)}`);
      expect(to).toBe(`${path}?gone=nosuchjob`);
      expect(await (await web.get(to ?? "")).text()).toContain("The job nosuchjob is no longer in ");
      expect(await leadOf(web, `${path}/nonsense`)).toBe(`${path}?gone=nonsense`);
    }),
  );

  test.each([
    ["/filter/retries?substr=X", "/retries?q=X"],
    ["/filter/morgue?substr=two+words", "/morgue?q=%22two+words%22"],
    ["/filter/scheduled", "/scheduled"],
    ["/queues/nosuchqueue", "/queues"],
  ])("%s leads to %s", (path, to) => withWeb(async (web) => expect(await leadOf(web, path)).toBe(to)));

  test.each([1, 7, 30, 180])("/?days=%d shows that many days", (days) =>
    withWeb(async (web) => {
      const response = await web.get(`/?days=${days}`);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain("<h1");
    }),
  );

  test.each(["/busy?page=2", "/retries?page=2", "/morgue?page=99999999", "/scheduled?page=0", "/queues?page=-1", "/retries?page=x"])(
    "%s is a page",
    (path) => withWeb(async (web) => expect((await web.get(path)).status).toBe(200)),
  );
});
