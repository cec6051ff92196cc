import { describe, expect, test } from "bun:test";
import { aJob, aSession } from "../support/engine.ts";
import { openAccess, type TestWeb, withWeb } from "../support/web.ts";
import { panelOf, rowsOf, textOf } from "./read.ts";

const page = async (web: TestWeb, path = "/busy", headers: Record<string, string> = {}) => (await web.get(path, headers)).text();

/** A worker that has said HELLO. */
function join(web: TestWeb, wid: string, hostname = "host") {
  const session = aSession(wid);
  web.engine.workers.join(session, { wid, hostname, pid: 7, labels: ["<label>"] });
  return session;
}

describe("§8 Busy", () => {
  test("says what would stand here while nothing does", () =>
    withWeb(async (web) => {
      const text = textOf(await page(web));
      expect(text).toContain("Nothing runs");
      expect(text).toContain("No worker is connected");
      expect(text).not.toContain("Quiet all");
    }));

  test("shows what runs, since when, where, and how much of its reservation is used", () =>
    withWeb(async (web) => {
      const session = join(web, "w1");
      await web.engine.push(aJob("one", { jobtype: "Mail", args: ["<b>"], reserve_for: 600 }));
      await web.engine.fetch(["q"], session);
      for (let minute = 0; minute < 3; minute += 1) {
        await web.clock.advance(50_000);
        web.engine.workers.beat("w1", undefined, undefined);
      }
      const html = await page(web);
      expect(rowsOf(panelOf(html, "running"))).toEqual(['Mail one_____ ["<b>"] q host:7 2 min 30 s 7 min 30 s left Fail now Mail']);
      expect(html).toContain(`<meter min="0" max="100" high="80" value="25" aria-label="25 % used">`);
    }));

  test("shows who is connected", () =>
    withWeb(async (web) => {
      const session = join(web, "w1", "<host>");
      web.engine.workers.beat("w1", undefined, 2_048);
      const fetching = web.engine.fetch(["mail", "batch"], session);
      await web.clock.settled();
      web.engine.workers.signal("w1", "quiet");
      const html = await page(web);
      expect(rowsOf(panelOf(html, "workers"))).toEqual([
        "<host>:7 <label> quiet mail, batch 0 2.0 MB just now 1 0 s Stop… worker <host>:7",
      ]);
      expect(textOf(html)).toContain("Quiet all");
      web.engine.leave(session);
      await web.clock.advance(2_000);
      await fetching;
    }));

  test("shows the jobs of one worker, and who is gone with some", () =>
    withWeb(async (web) => {
      const [here, gone] = [join(web, "w1"), join(web, "w2")];
      for (const jid of ["one", "two"]) await web.engine.push(aJob(jid));
      await web.engine.fetch(["q"], here);
      await web.engine.fetch(["q"], gone);
      web.engine.leave(gone);
      await web.clock.advance(1_000);
      expect(rowsOf(panelOf(await page(web, "/busy?wid=w1"), "running"))).toHaveLength(1);
      const html = await page(web);
      expect(rowsOf(panelOf(html, "running"))).toHaveLength(2);
      expect(rowsOf(panelOf(html, "gone"))).toEqual(["w2 1 job"]);
    }));

  test("is fifty jobs a page", () =>
    withWeb(async (web) => {
      const session = join(web, "w1");
      for (let job = 0; job < 53; job += 1) {
        await web.engine.push(aJob(`job${job}`));
        await web.engine.fetch(["q"], session);
      }
      const html = await page(web);
      expect(rowsOf(panelOf(html, "running"))).toHaveLength(50);
      expect(textOf(html)).toContain("1 to 50 of 53");
      expect(html.length).toBeLessThan(60_000);
      expect(rowsOf(panelOf(await page(web, "/busy?page=2"), "running"))).toHaveLength(3);
    }));

  test("shows a viewer nothing that only an admin may do", () =>
    withWeb(
      async (web) => {
        const session = join(web, "w1");
        for (const jid of ["one", "two"]) await web.engine.push(aJob(jid));
        await web.engine.fetch(["q"], session);
        const headers = { authorization: `Basic ${btoa("any:look")}` };
        for (const path of ["/", "/busy", "/queues", "/queues/q"]) {
          const html = await page(web, path, headers);
          expect(html).toContain(">viewer</span>");
          expect(html).not.toContain(`method="post"`);
          expect(html).not.toContain("/confirm");
        }
      },
      () => ({ access: () => ({ ...openAccess, password: "all", readonlyPassword: "look" }) }),
    ));
});
