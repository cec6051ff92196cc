import { describe, expect, test } from "bun:test";
import { aJob, aSession } from "../support/engine.ts";
import { type TestWeb, withWeb } from "../support/web.ts";
import { rowsOf, textOf } from "./read.ts";

const page = async (web: TestWeb, path: string) => (await web.get(path)).text();

async function pushTo(web: TestWeb, queue: string, jobs: number): Promise<void> {
  for (let job = 0; job < jobs; job += 1) await web.engine.push(aJob(`${queue}${job}`, { queue, args: [job] }));
}

describe("§8 Queues", () => {
  test("says how a queue comes to be where there is none", () =>
    withWeb(async (web) => expect(textOf(await page(web, "/queues"))).toContain("A queue appears with the first job")));

  test("shows each with its size, its oldest job and what runs of it", () =>
    withWeb(async (web) => {
      await pushTo(web, "mail", 2);
      await pushTo(web, "batch", 1);
      await web.clock.advance(90_000);
      await web.engine.fetch(["mail"], aSession());
      await web.engine.actions.pause("batch", { by: "admin from <here>", reason: "too <slow>" });
      const rows = rowsOf(await page(web, "/queues"));
      expect(rows[0]).toStartWith("batch 1 1 min 30 s 0 Paused too <slow> by admin from <here> for 0 s Resume queue batch");
      expect(rows[1]).toBe("mail 1 1 min 30 s 1 Pause queue mail Clear… queue mail Remove… queue mail");
    }));

  test("shows what throttles one", () =>
    withWeb(async (web) => {
      for (const queue of ["free", "mail", "sms"]) await pushTo(web, queue, 1);
      web.engine.throttle.load(
        new Map([
          ["mail", { kind: "worker", most: 5, timeoutMs: 60_000 }],
          ["sms", { kind: "rate", most: 100, perMs: 60_000 }],
        ]),
      );
      const rows = rowsOf(await page(web, "/queues"));
      expect(rows[0]).toStartWith("free 1 0 s 0 Pause");
      expect(rows[1]).toStartWith("mail 1 0 s 0 5 at once a worker Pause");
      expect(rows[2]).toStartWith("sms 1 0 s 0 100 in any 1 min Pause");
    }));

  test("can be sorted and filtered, and each view is a URL", () =>
    withWeb(async (web) => {
      await pushTo(web, "small", 1);
      await web.clock.advance(1_000);
      await pushTo(web, "big-one", 3);
      await web.clock.advance(1_000);
      await pushTo(web, "big-two", 2);
      const names = async (path: string) => rowsOf(await page(web, path)).map((row) => row.split(" ")[0]);
      expect(await names("/queues")).toEqual(["big-one", "big-two", "small"]);
      expect(await names("/queues?sort=size")).toEqual(["big-one", "big-two", "small"]);
      expect(await names("/queues?sort=oldest")).toEqual(["small", "big-one", "big-two"]);
      expect(await names("/queues?q=BIG&sort=oldest")).toEqual(["big-one", "big-two"]);
      expect(textOf(await page(web, "/queues?q=nosuch"))).toContain("None of 3 queues has a name that contains these characters.");
    }));

  test("are fifty a page", () =>
    withWeb(async (web) => {
      for (let queue = 0; queue < 105; queue += 1) await pushTo(web, `q${String(queue).padStart(3, "0")}`, 1);
      const last = await page(web, "/queues?page=3");
      expect(rowsOf(last)).toHaveLength(5);
      expect(textOf(last)).toContain("101 to 105 of 105");
      expect(last).toContain(`href="/queues?page=2" rel="prev"`);
      for (const far of ["/queues?page=99", "/queues?page=1e9"]) expect(rowsOf(await page(web, far))).toHaveLength(5);
      for (const first of ["/queues?page=0", "/queues?page=-3", "/queues?page=x", "/queues?page="]) {
        const html = await page(web, first);
        expect(rowsOf(html)).toHaveLength(50);
        expect(html).toContain(`href="/queues?page=2" rel="next"`);
        expect(html.length).toBeLessThan(60_000);
      }
    }));
});

describe("§8 several queues", () => {
  test("are paused and resumed together", () =>
    withWeb(async (web) => {
      for (const queue of ["one", "two", "three"]) await pushTo(web, queue, 1);
      const post = async (...fields: [string, string][]) => {
        const body = new URLSearchParams([...fields, ["back", "/queues?sort=size"]]);
        const response = await fetch(`http://127.0.0.1:${web.webPort}/queues`, { method: "POST", body, redirect: "manual" });
        expect(response.headers.get("location")).toBe("/queues?sort=size");
        return decodeURIComponent(/mr_notice=([^;]*)/.exec(response.headers.get("set-cookie") ?? "")?.[1] ?? "");
      };
      const paused = async () => (await web.engine.inspect.queues()).filter(({ pause }) => pause !== undefined).map(({ name }) => name);
      expect(await page(web, "/queues")).toContain(`form="ticked" name="queue" value="one"`);
      expect(await post(["do", "pause"], ["queue", "one"], ["queue", "two"], ["queue", "nosuch"])).toBe("2 queues paused.");
      expect(await paused()).toEqual(["one", "two"]);
      expect(await post(["do", "resume"], ["queue", "two"])).toBe("1 queue resumed.");
      expect(await paused()).toEqual(["one"]);
      // With nothing ticked nothing is done.
      expect(await post(["do", "pause"])).toBe("No queue was ticked.");
      expect(await paused()).toEqual(["one"]);
    }));
});

describe("§8 a queue", () => {
  test("that doesn't exist leads to the list", () =>
    withWeb(async (web) => {
      const response = await fetch(`http://127.0.0.1:${web.webPort}/queues/nosuch`, { redirect: "manual" });
      expect([response.status, response.headers.get("location")]).toEqual([302, "/queues"]);
    }));

  test("shows its jobs in the order in which they run, 25 a page", () =>
    withWeb(async (web) => {
      await pushTo(web, "mail", 30);
      const args = async (path: string) => rowsOf(await page(web, path)).map((row) => /\[(\d+)\]/.exec(row)?.[1]);
      expect(await args("/queues/mail")).toEqual(Array.from({ length: 25 }, (_, index) => `${index}`));
      expect(await args("/queues/mail?page=2")).toEqual(["25", "26", "27", "28", "29"]);
      expect((await args("/queues/mail?order=newest"))[0]).toBe("29");
      expect(await page(web, "/queues/mail?order=newest")).toContain(`href="/queues/mail?order=newest&page=2" rel="next"`);
    }));

  test("can be paused with a reason, and resumed", () =>
    withWeb(async (web) => {
      await pushTo(web, "mail", 1);
      const post = (fields: Record<string, string>) =>
        fetch(`http://127.0.0.1:${web.webPort}/queues/mail`, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
      expect(await page(web, "/queues/mail")).toContain(`name="reason"`);
      await post({ do: "pause", reason: "<why>" });
      expect(textOf(await page(web, "/queues/mail"))).toContain("Paused <why> by admin");
      await post({ do: "resume" });
      expect(textOf(await page(web, "/queues/mail"))).toContain("State runs");
    }));

  test("stands still on any page but the first", () =>
    withWeb(async (web) => {
      await pushTo(web, "mail", 30);
      expect(await page(web, "/queues/mail")).toContain("hx-trigger");
      expect(await page(web, "/queues/mail?page=2")).not.toContain("hx-trigger");
    }));

  test.each([
    ["clear", "Clear 2 queues", "The queues stay", ["one 0", "three 1", "two 0"]],
    ["remove", "Remove 2 queues", "and their pauses", ["three 1"]],
  ] as const)("can be told to %s together, which is asked about first", (what, label, effect, left) =>
    withWeb(async (web) => {
      for (const [queue, jobs] of [
        ["one", 1],
        ["two", 3],
        ["three", 1],
      ] as const)
        await pushTo(web, queue, jobs);
      const post = (path: string, fields: readonly [string, string][]) =>
        fetch(`http://127.0.0.1:${web.webPort}${path}`, { method: "POST", body: new URLSearchParams([...fields]), redirect: "manual" });
      const ticked: [string, string][] = [
        ["do", what],
        ["queue", "one"],
        ["queue", "two"],
        ["queue", "nosuch"],
      ];
      const asks = await (await post("/queues", ticked)).text();
      const sizes = async () => (await web.engine.inspect.queues()).map(({ name, size }) => `${name} ${size}`);
      expect(textOf(asks)).toContain("2 queues with 4 jobs.");
      expect(textOf(asks).toLowerCase()).toContain(effect.toLowerCase());
      expect(textOf(asks)).toContain(label);
      expect(await sizes()).toEqual(["one 1", "three 1", "two 3"]);
      const fields = [...asks.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
        ([, name = "", value = ""]): [string, string] => [name, value],
      );
      const done = await post("/confirm", fields);
      expect(decodeURIComponent(done.headers.get("set-cookie") ?? "")).toContain(
        `2 queues are ${what === "clear" ? "empty now" : "gone"}.`,
      );
      expect(await sizes()).toEqual([...left]);
    }),
  );
});
