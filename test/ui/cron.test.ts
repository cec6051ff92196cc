import { describe, expect, test } from "bun:test";
import { cronEntries } from "../support/cron-entries.ts";
import { aSession } from "../support/engine.ts";
import { openAccess, type TestWeb, withWeb } from "../support/web.ts";
import { panelOf, rowsOf, textOf } from "./read.ts";

const page = async (web: TestWeb, path: string, headers: Record<string, string> = {}) => (await web.get(path, headers)).text();

/** Loads entries as a file says them, and lets them take effect. */
async function load(web: TestWeb, toml: string): Promise<void> {
  web.engine.cron.load(cronEntries(toml));
  await web.clock.advance(1_000);
  await web.clock.advance(1_000);
}

const nightly = `[[cron]]\nname = "nightly"\nschedule = "0 2 * * *"\ntimezone = "Europe/Berlin"\n[cron.job]\ntype = "Report"\nqueue = "low"\n`;
const quick = `[[cron]]\nschedule = "@every 10s"\n[cron.job]\ntype = "Ping"\n`;

/** Posts a form of a page: where it leads, and what it says. */
async function post(web: TestWeb, path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const url = `http://127.0.0.1:${web.webPort}${path}`;
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual", headers });
  const notice = decodeURIComponent(/mr_notice=([^;]*)/.exec(response.headers.get("set-cookie") ?? "")?.[1] ?? "");
  return { status: response.status, to: response.headers.get("location"), notice };
}

describe("§6 the page of cron", () => {
  test("says how a first entry is made where there is none", () =>
    withWeb(async (web) => {
      const html = await page(web, "/cron");
      expect(textOf(html)).toContain("No cron entries");
      expect(html).toContain("[[cron]]");
    }));

  test("shows each entry: when it runs, in words and by which clock, and how its last runs went", () =>
    withWeb(async (web) => {
      await load(web, nightly + quick);
      const rows = async () => rowsOf(await page(web, "/cron"));
      expect((await rows())[0]).toStartWith("nightly Every day at 02:00 0 2 * * * Europe/Berlin in 12 h not yet none yet Run now nightly");
      for (let seconds = 0; seconds < 30; seconds += 1) await web.clock.advance(1_000);
      const job = JSON.parse(new TextDecoder().decode(await web.engine.fetch(["default"], aSession()))) as { jid: string };
      await web.engine.ack(job.jid, "");
      await web.engine.fetch(["default"], aSession());
      const [, ping] = await rows();
      expect(ping).toStartWith("Ping Every 10 s after its last run @every 10s");
      expect(ping).toContain("1 succeeded, 2 open Run now");
    }));

  test("an entry has a page: its next five runs, by its own clock too, and its last ones with their jobs", () =>
    withWeb(async (web) => {
      await load(web, nightly + quick);
      const html = await page(web, "/cron/nightly");
      const next = rowsOf(panelOf(html, "next-runs"));
      expect(next).toHaveLength(5);
      expect(next[0]).toBe("in 12 h 16 Jan 2026, 01:00:00 UTC 16 Jan 2026, 02:00:00 Europe/Berlin");
      expect(textOf(panelOf(html, "last-runs"))).toContain("It has not run yet");
      const ran = await web.engine.cron.runNow("Ping");
      expect(rowsOf(panelOf(await page(web, "/cron/Ping"), "last-runs"))).toEqual([`Enqueued just now ${ran?.jid}`]);
      expect((await web.get("/cron/nosuch")).status).toBe(404);
    }));

  test("an entry is run, held and let go on by forms, each a line of the audit trail", () =>
    withWeb(async (web) => {
      await load(web, nightly);
      const ran = await post(web, "/cron/nightly", { do: "run", back: "/cron/nightly" });
      expect(ran).toEqual({ status: 302, to: "/cron/nightly", notice: "The job of nightly is pushed." });
      expect((await web.engine.numbers()).sizes.queued).toBe(1);
      expect((await post(web, "/cron/nightly", { do: "pause" })).notice).toBe("nightly is paused: its times pass until it is resumed.");
      expect(rowsOf(await page(web, "/cron"))[0]).toContain("Paused Enqueued just now 1 open Run now nightly Resume nightly");
      expect(textOf(await page(web, "/cron/nightly"))).toContain("None while it is paused");
      expect((await post(web, "/cron/nightly", { do: "resume" })).notice).toBe("nightly runs again.");
      expect((await post(web, "/cron/nosuch", { do: "run" })).notice).toBe("There is no cron entry nosuch any more.");
      const trail = web.logged.filter((line) => line.includes("audit:")).map((line) => line.replace(/job [\w-]{16}$/, "job JID"));
      expect(trail.map((line) => line.replace(/^.*did /, ""))).toEqual([
        "run: cron entry nightly: job JID",
        "pause: cron entry nightly",
        "resume: cron entry nightly",
        "run: cron entry nosuch, which is not there",
      ]);
    }));

  test("a job that is refused is told with its reason", () =>
    withWeb(async (web) => {
      await load(web, `[[cron]]\nname = "only"\nschedule = "@daily"\n[cron.job]\ntype = "Once"\n[cron.job.custom]\nunique_for = 60\n`);
      await web.engine.cron.runNow("only");
      expect((await post(web, "/cron/only", { do: "run" })).notice).toBe("The job of only was refused: Job not unique.");
      expect(rowsOf(panelOf(await page(web, "/cron/only"), "last-runs"))[0]).toBe("Refused just now not pushed: the log says why");
    }));

  test("a tick that was missed for good shows as that, and leads nowhere", () =>
    withWeb(async (web) => {
      await load(web, nightly);
      web.clock.jump(20 * 3_600_000);
      await load(web, nightly);
      expect(rowsOf(panelOf(await page(web, "/cron/nightly"), "last-runs"))).toEqual([
        "Missed 7 h ago no server ran at that time, nor within the hour after it",
      ]);
      const html = await page(web, "/cron");
      expect(rowsOf(html)[0]).toContain("Missed 7 h ago 1 did not");
      expect(html).not.toContain("/job/");
    }));

  test("any name is a name: in its link, its page and its forms", () =>
    withWeb(async (web) => {
      const name = `a/b?c#d%20"><script>&`;
      await load(web, `[[cron]]\nname = ${JSON.stringify(name)}\nschedule = "@daily"\n[cron.job]\ntype = "<b>"\n`);
      const html = await page(web, "/cron");
      expect(html).not.toContain("><script>&");
      const [, link = ""] = /href="(\/cron\/[^"]*)"/.exec(html) ?? [];
      expect(textOf(await page(web, link))).toContain(name);
      expect((await post(web, link, { do: "run" })).notice).toBe(`The job of ${name} is pushed.`);
    }));

  test("twenty-five are a page, found by name", () =>
    withWeb(async (web) => {
      const entry = (n: number) => `[[cron]]\nname = "entry-${n}"\nschedule = "@hourly"\n[cron.job]\ntype = "T"\n`;
      await load(web, Array.from({ length: 53 }, (_, n) => entry(n)).join(""));
      const html = await page(web, "/cron?page=3");
      expect(rowsOf(html)).toHaveLength(3);
      expect(textOf(html)).toContain("51 to 53 of 53");
      expect(html).toContain('href="/cron?page=2" rel="prev"');
      expect((await page(web, "/cron")).length).toBeLessThan(60_000);
      expect(rowsOf(await page(web, "/cron?q=ENTRY-5"))).toHaveLength(4);
      expect(textOf(await page(web, "/cron?q=nosuch"))).toContain("None of 53 entries has a name");
    }));

  test("a viewer looks and changes nothing", () =>
    withWeb(
      async (web) => {
        await load(web, nightly);
        const headers = { authorization: `Basic ${btoa("any:look")}` };
        for (const path of ["/cron", "/cron/nightly"]) expect(await page(web, path, headers)).not.toContain(`method="post"`);
        expect((await post(web, "/cron/nightly", { do: "run" }, headers)).status).toBe(403);
        expect((await web.engine.numbers()).sizes.queued).toBe(0);
      },
      () => ({ access: () => ({ ...openAccess, password: "all", readonlyPassword: "look" }) }),
    ));
});
