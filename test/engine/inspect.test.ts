import { describe, expect, test } from "bun:test";
import { readListFilter } from "../../src/job/list-filter.ts";
import { aJob, aSession, type Bench, onBench } from "../support/engine.ts";
import { noon } from "../support/manual-clock.ts";

const later = { at: "2026-01-15T13:00:00Z" };

async function queued(bench: Bench, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await bench.push(aJob(`job-${n}`, { jobtype: n % 2 === 0 ? "Even" : "Odd" }));
}

describe("what pages read", () => {
  test("§8 a list is read by pages of 25; a page beyond the end is the last one", () =>
    onBench("plain", async (bench) => {
      const { inspect } = bench.engine;
      await queued(bench, 60);
      const jids = async (page: number) => {
        const part = await inspect.list("queue:q", { order: "first", page });
        return [part?.rows.map((row) => row.jid.replace(/_+$/, "")).at(0), part?.rows.length, part?.page, part?.size];
      };
      expect([await jids(1), await jids(2), await jids(3)]).toEqual([
        ["job-0", 25, 1, 60],
        ["job-25", 25, 2, 60],
        ["job-50", 10, 3, 60],
      ]);
      expect([await jids(99), await jids(0), await jids(Number.NaN)]).toEqual([await jids(3), await jids(1), await jids(1)]);
      const first = await inspect.list("queue:q", { order: "last" });
      const second = await inspect.list("queue:q", { order: "last", after: first?.next ?? "none" });
      expect([first?.rows[0]?.jid, second?.rows[0]?.jid, second?.page]).toEqual(["job-59__", "job-34__", undefined]);
      expect(await inspect.list("queue:none", { order: "first" })).toBeUndefined();
      expect(await inspect.list("dead", { order: "last" })).toEqual({ rows: [], size: 0, page: 1 });
    }));

  test("§8 a filter finds by type, queue, jid and word, and says how many jobs it looked at", () =>
    onBench("plain", async (bench) => {
      const { inspect } = bench.engine;
      await queued(bench, 60);
      const find = (q: string, after?: string) =>
        inspect.list("queue:q", { order: "first", filter: readListFilter(q), ...(after === undefined ? {} : { after }) });
      const odd = await find("type:O*");
      expect([odd?.rows.length, odd?.rows[0]?.jid, odd?.looked, odd?.page]).toEqual([25, "job-1___", 50, undefined]);
      const rest = await find("type:O*", odd?.next);
      expect([rest?.rows.length, rest?.looked, rest?.next]).toEqual([5, 60, undefined]);
      expect((await find("jid:job-7___"))?.rows.map((row) => row.jobtype)).toEqual(["Odd"]);
      expect((await find("job-7__ Odd"))?.rows.map((row) => row.jid)).toEqual(["job-7___"]);
      expect((await find("queue:other"))?.rows).toEqual([]);
      expect((await find("x".repeat(3_000)))?.rows).toEqual([]);
    }));

  test("§8 a job of a set is found by its KEY until it leaves the set", () =>
    onBench("plain", async ({ engine, push }) => {
      await push(aJob("later", later));
      const [row] = (await engine.inspect.list("scheduled", { order: "first" }))?.rows ?? [];
      expect(row?.key).toBe("2026-01-15T13:00:00.000000Z|later___");
      for (const key of [row?.key ?? "", "2026-01-15T14:00:00+01:00|later___", "2026-01-15T13:00:00.000000000Z|later___"]) {
        expect(await engine.inspect.keyed("scheduled", key)).toBe(row?.handle);
      }
      for (const key of ["", "later___", "2026-01-15T13:00:00Z|other", "yesterday|later___"]) {
        expect(await engine.inspect.keyed("scheduled", key)).toBeUndefined();
      }
      await engine.mutate({ cmd: "requeue", target: "scheduled", filter: {} });
      expect(await engine.inspect.keyed("scheduled", row?.key ?? "")).toBeUndefined();
      expect(await engine.inspect.job(row?.handle ?? "")).toMatchObject({ place: "queued", jid: "later___" });
    }));

  test("§8 a jid is found wherever its jobs are, and what became of it is known from the ring", () =>
    onBench("plain", async ({ engine, push, fetch }) => {
      const jid = "same____";
      await push(aJob("same", later), aJob("same"), aJob("same", { queue: "other" }), aJob("same", { retry: -1, queue: "bad" }));
      expect(await fetch(["bad"])).toBe("same");
      await engine.fail(jid, "", { errtype: "Bad" });
      expect(await fetch(["q"], aSession("w-1"))).toBe("same");
      const found = await engine.inspect.jid(jid);
      expect(found.jobs.map((job) => [job.place, job.queue])).toEqual([
        ["working", "q"],
        ["scheduled", "q"],
        ["dead", "bad"],
        ["queued", "other"],
      ]);
      expect([found.stored, found.next]).toEqual([4, undefined]);
      expect(await engine.inspect.jid("nowhere_")).toMatchObject({ jobs: [], stored: 4 });
    }));

  test("§8 queues, running jobs and workers", () =>
    onBench("plain", async ({ engine, push, clock }) => {
      const [session, lost] = [aSession("w-1"), aSession("w-2")];
      engine.workers.join(session, { wid: "w-1", hostname: "web-1", pid: 7, labels: ["blue"] });
      await push(aJob("one", { reserve_for: 600 }), aJob("two"), aJob("three"));
      await engine.fetch(["q", "other"], session);
      await clock.advance(1_000);
      engine.workers.beat("w-1", undefined, 4_096);
      await engine.fetch(["q"], lost);
      expect(await engine.inspect.queues()).toEqual([{ name: "q", size: 1, busy: 2, oldestSince: noon }]);
      expect(await engine.inspect.queue("q")).toEqual({ name: "q", size: 1, busy: 2, oldestSince: noon });
      expect(await engine.inspect.queue("none")).toBeUndefined();
      const { rows, size, page } = await engine.inspect.running({});
      expect([rows.map((row) => [row.jid, row.wid, row.at, row.until]), size, page]).toEqual([
        [
          ["one_____", "w-1", noon, noon + 600_000_000],
          ["two_____", "w-2", noon + 1_000_000, noon + 1_801_000_000],
        ],
        2,
        1,
      ]);
      expect((await engine.inspect.running({ wid: "w-2", page: 9 })).rows.map((row) => row.jid)).toEqual(["two_____"]);
      expect(await engine.inspect.workers()).toEqual({
        workers: [
          {
            wid: "w-1",
            hostname: "web-1",
            pid: 7,
            labels: ["blue"],
            state: "running",
            connections: 1,
            busy: 1,
            rssKb: 4_096,
            startedAt: noon,
            beatAt: noon + 1_000_000,
            queues: ["q", "other"],
          },
        ],
        orphaned: [{ wid: "w-2", busy: 1 }],
      });
    }));

  test("§8 samples of the last 5 minutes, the oldest first", () =>
    onBench("plain", async ({ engine, push, clock }) => {
      for (let second = 0; second < 302; second++) {
        if (second === 301) await push(aJob("one"));
        await engine.timed.takeSample();
        await clock.advance(1_000);
      }
      const samples = engine.inspect.samples();
      expect([samples.length, samples[0]?.at]).toEqual([300, noon + 2_000_000]);
      expect(samples.at(-1)).toEqual({
        at: noon + 301_000_000,
        processed: 0,
        failures: 0,
        queued: 1,
        working: 0,
        scheduled: 0,
        retries: 0,
        dead: 0,
      });
    }));

  test("§8 the facts of the storage, and how late timers are", () =>
    onBench("plain", async ({ engine, clock }) => {
      const asked = engine.inspect.debug();
      await clock.advance(5);
      const facts = await asked;
      expect(facts.files.map((file) => file.name)).toContain("millrace.db");
      expect(facts.files.every((file) => file.bytes >= 0)).toBe(true);
      expect([facts.freeBytes > 0, facts.totalBytes > 0, facts.lagMs, facts.checkpoints]).toEqual([true, true, 0, { count: 0 }]);
      expect(facts.syncs).toBeUndefined();
    }));
});
