import { describe, expect, test } from "bun:test";
import { limits } from "../../src/limits.ts";
import { newBatch } from "../support/batches.ts";
import { aJob, aSession } from "../support/engine.ts";
import { openAccess, type TestWeb, withWeb } from "../support/web.ts";
import { panelOf, rowsOf, textOf } from "./read.ts";

const page = async (web: TestWeb, path: string, headers: Record<string, string> = {}) => (await web.get(path, headers)).text();
const success = { jobtype: "Mailed", args: [], queue: "after", jid: "mailed-1" };

/** Pushes jobs of a batch, fetches them and settles them: each `ack`, `fail` or `die`. */
async function run(web: TestWeb, bid: string, ends: readonly ("ack" | "fail" | "die" | "wait")[]): Promise<void> {
  for (const [n, end] of ends.entries()) {
    const jid = `${end}-${n}`.padEnd(8, "_");
    await web.engine.push(aJob(jid, { jobtype: "<Mail>", queue: "mail", retry: end === "die" ? -1 : 25, custom: { bid } }));
    if (end === "wait") continue;
    await web.engine.fetch(["mail"], aSession());
    if (end === "ack") await web.engine.ack(jid, "");
    else await web.engine.fail(jid, "", { errtype: "Boom", message: "<broke>", backtrace: [] });
  }
}

describe("§6 the page of batches", () => {
  test("says how a first one is made where there is none", () =>
    withWeb(async (web) => {
      const text = textOf(await page(web, "/batches"));
      expect(text).toContain("No batches");
      expect(text).toContain("faktory.NewBatch(client)");
    }));

  test("shows each with what succeeded, failed and waits, those that run first", () =>
    withWeb(async (web) => {
      const open = await newBatch(web.engine, { description: "<open>", success });
      const bid = await newBatch(web.engine, { success });
      await run(web, bid, ["ack", "ack", "fail", "die", "wait"]);
      await newBatch(web.engine, { parent_bid: bid, success });
      await web.engine.batch.commit(bid);
      await web.clock.advance(5_000);
      const html = await page(web, "/batches");
      expect(rowsOf(html)).toEqual([
        `${bid} 2 of 5 succeeded, 2 failed, 1 pending Running 5 s ago 1`,
        `<open> ${open} no jobs Not committed 5 s ago 0`,
      ]);
      expect(html).not.toContain("<open>");
      expect(html).toContain(`<rect class="dead" fill="currentColor" x="40.0" width="40.0" height="6">`);
    }));

  test("goes from one callback to the next, and to its end", () =>
    withWeb(async (web) => {
      const bid = await newBatch(web.engine, { success });
      const state = async () =>
        /Not committed|Running|Callbacks run|Succeeded|Ended with failures/.exec(rowsOf(await page(web, "/batches"))[0] ?? "")?.[0];
      await run(web, bid, ["ack"]);
      expect(await state()).toBe("Not committed");
      await web.engine.batch.commit(bid);
      expect(await state()).toBe("Callbacks run");
      await web.engine.fetch(["after"], aSession());
      await web.engine.ack("mailed-1", "");
      expect(await state()).toBe("Succeeded");
    }));

  test("says what one waits for whose jobs have all run", () =>
    withWeb(async (web) => {
      const top = await newBatch(web.engine, { success });
      const child = await newBatch(web.engine, { parent_bid: top, success: { ...success, jid: "child-01" } });
      await web.engine.batch.commit(top);
      const state = async (bid: string) => /State (.*?) Progress/.exec(textOf(await page(web, `/batches/${bid}`)))?.[1];
      expect(await state(top)).toBe("Waits for children");
      await run(web, child, ["fail"]);
      await web.engine.batch.commit(child);
      expect(await state(child)).toBe("Waits for what failed");
      await web.clock.advance(60_000);
      await web.engine.fetch(["mail"], aSession());
      await web.engine.ack("fail-0__", "");
      expect([await state(child), await state(top)]).toEqual(["Callbacks run", "Waits for children"]);
      await web.engine.fetch(["after"], aSession());
      await web.engine.ack("child-01", "");
      expect([await state(child), await state(top)]).toEqual(["Succeeded", "Callbacks run"]);
    }));

  test("a bid leads to its batch; one that is none is told so", () =>
    withWeb(async (web) => {
      const bid = await newBatch(web.engine, { success });
      const asked = await fetch(`http://127.0.0.1:${web.webPort}/batches?q=+${bid}`, { redirect: "manual" });
      expect([asked.status, asked.headers.get("location")]).toEqual([302, `/batches/${bid}`]);
      expect(textOf(await page(web, "/batches?q=b-<none>"))).toContain("b-<none> is none that is known.");
      expect((await web.get("/batches/b-none")).status).toBe(404);
    }));

  test("are twenty-five a page, by a cursor", () =>
    withWeb(async (web) => {
      for (let n = 0; n < 60; n += 1) {
        await web.clock.advance(10);
        await newBatch(web.engine, { description: `batch ${n}`, success });
      }
      const names: string[] = [];
      let path = "/batches";
      for (let pages = 0; pages < 3; pages += 1) {
        const html = await page(web, path);
        names.push(...rowsOf(html).map((row) => row.split(" ")[1] ?? ""));
        expect(html.length).toBeLessThan(60_000);
        path = /rel="next" href="([^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "none";
      }
      expect(names).toEqual(Array.from({ length: 60 }, (_, n) => `${59 - n}`));
      expect(path).toBe("none");
    }));
});

describe("§6 the page of a batch", () => {
  test("shows its callbacks, their state and their jobs", () =>
    withWeb(async (web) => {
      const bid = await newBatch(web.engine, {
        description: "Mails",
        success,
        complete: { ...success, jobtype: "<All ran>", jid: "all-ran-1" },
      });
      await run(web, bid, ["ack", "wait"]);
      const callbacks = async () => rowsOf(panelOf(await page(web, `/batches/${bid}`), "callbacks"));
      expect(await callbacks()).toEqual([
        "complete once every job ran Waits <All ran> after",
        "success once every job succeeded Waits Mailed after",
      ]);
      await web.engine.fetch(["mail"], aSession());
      await web.engine.ack("wait-1__", "");
      await web.engine.batch.commit(bid);
      expect((await callbacks())[0]).toBe("complete once every job ran Enqueued <All ran> after");
      expect(await page(web, `/batches/${bid}`)).toContain('href="/job/all-ran-1"');
      await web.engine.fetch(["after"], aSession());
      await web.engine.ack("all-ran-1", "");
      expect(await callbacks()).toEqual([
        "complete once every job ran Succeeded gone",
        "success once every job succeeded Enqueued Mailed after",
      ]);
    }));

  test("shows how fast it goes, and how long it takes at that rate", () =>
    withWeb(async (web) => {
      const bid = await newBatch(web.engine, { success });
      await run(web, bid, ["ack", "ack", "wait", "wait", "wait", "wait"]);
      await web.clock.advance(20_000);
      const text = async () => textOf(await page(web, `/batches/${bid}`));
      expect(await text()).toContain("Rate so far 0.1 jobs/s");
      expect(await text()).not.toContain("Left at this rate");
      await web.engine.batch.commit(bid);
      expect(await text()).toContain("Left at this rate about 40 s");
    }));

  test("shows the batches around it, as a path and as a tree", () =>
    withWeb(async (web) => {
      const top = await newBatch(web.engine, { description: "Top <1>", success });
      const middle = await newBatch(web.engine, { description: "Middle", parent_bid: top, success });
      const low = await newBatch(web.engine, { description: "Low", parent_bid: middle, success });
      const html = await page(web, `/batches/${top}`);
      expect(rowsOf(panelOf(html, "children"))).toEqual([
        `Middle ${middle} no jobs Not committed just now`,
        `└ level 2 Low ${low} no jobs Not committed just now`,
      ]);
      expect(textOf(await page(web, `/batches/${low}`))).toContain("Within Top <1> ▸ Middle");
      for (let n = 0; n < limits.batchChildrenShownMax; n += 1) await newBatch(web.engine, { parent_bid: top, success });
      expect(textOf(panelOf(await page(web, `/batches/${top}`), "children"))).toContain("25 of 26 children");
    }));

  test("shows what failed, and retries it by the confirm step", () =>
    withWeb(async (web) => {
      const bid = await newBatch(web.engine, { success });
      await run(web, bid, ["ack", "fail", "die", "die"]);
      await run(web, await newBatch(web.engine, { success: { ...success, jid: "other-01" } }), ["ack"]);
      const html = await page(web, `/batches/${bid}`);
      const failed = rowsOf(panelOf(html, "failed"));
      expect(failed.map((row) => row.replace(/ (?:just now|in \d+ s)$/, ""))).toEqual([
        "<Mail> die-3___ Dead Boom <broke>",
        "<Mail> die-2___ Dead Boom <broke>",
        "<Mail> fail-1__ Retry Boom <broke>",
      ]);
      const links = [...html.matchAll(/href="(\/confirm[^"]*)"/g)].map(([, link = ""]) => link.replaceAll("&amp;", "&"));
      expect(links).toHaveLength(3);
      expect(textOf(await page(web, links[0] ?? ""))).toContain("Retry 2 jobs");
      expect(rowsOf(await page(web, `/morgue?q=${bid}`))).toHaveLength(2);
    }));

  test("a long description is cut where it is a title, and stands whole on its page", () =>
    withWeb(async (web) => {
      const description = "<b>".repeat(300);
      const bid = await newBatch(web.engine, { description, success });
      expect(rowsOf(await page(web, "/batches"))[0]).toStartWith(`${"<b>".repeat(26)}<b… ${bid}`);
      const html = await page(web, `/batches/${bid}`);
      expect(html).toContain(`<h1>${"&lt;b&gt;".repeat(26)}&lt;b…</h1>`);
      expect(textOf(html)).toContain(description);
    }));

  test("is small, however large its family is", () =>
    withWeb(async (web) => {
      const description = "x".repeat(1_000);
      const top = await newBatch(web.engine, { description, success });
      const children = await Promise.all(Array.from({ length: 25 }, () => newBatch(web.engine, { description, parent_bid: top, success })));
      for (const parent_bid of children.slice(0, 10))
        await Promise.all(Array.from({ length: 10 }, () => newBatch(web.engine, { description, parent_bid, success })));
      const html = await page(web, `/batches/${top}`);
      expect(rowsOf(panelOf(html, "children"))).toHaveLength(limits.batchesBelowMax);
      expect(html.length).toBeLessThan(60_000);
      expect(html).toContain("of 10 children shown");
    }));

  test("of many that failed it shows some, and says of how many", () =>
    withWeb(async (web) => {
      const bid = await newBatch(web.engine, { success });
      await run(
        web,
        bid,
        Array.from({ length: 12 }, () => "die" as const),
      );
      const panel = panelOf(await page(web, `/batches/${bid}`), "failed");
      expect(rowsOf(panel)).toHaveLength(limits.shownFailedMax);
      expect(textOf(panel)).toEndWith("10 of 12");
    }));

  test("says where to look for failed jobs that are not among the last ones", () =>
    withWeb(
      async (web) => {
        const bid = await newBatch(web.engine, { success });
        await run(web, bid, ["die"]);
        expect(textOf(panelOf(await page(web, `/batches/${bid}`), "failed"))).toContain("the lists find them");
      },
      ({ engine }) => {
        const { inspect } = engine;
        const batch = async (bid: string) => {
          const found = await inspect.batch(bid);
          return found && { ...found, dead: [], retrying: [] };
        };
        return { engine: { ...engine, inspect: { ...inspect, batch } } };
      },
    ));

  test("a viewer finds nothing to press on it", () =>
    withWeb(
      async (web) => {
        const bid = await newBatch(web.engine, { success });
        await run(web, bid, ["fail", "die"]);
        const html = await page(web, `/batches/${bid}`, { authorization: `Basic ${btoa("any:look")}` });
        expect(rowsOf(panelOf(html, "failed"))).toHaveLength(2);
        expect(html).not.toContain("/confirm");
        expect(html).not.toContain(`method="post"`);
      },
      () => ({ access: () => ({ ...openAccess, password: "all", readonlyPassword: "look" }) }),
    ));
});
