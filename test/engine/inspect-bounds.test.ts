import { expect, test } from "bun:test";
import { finishes } from "../../src/engine/finishes.ts";
import { freeze } from "../../src/engine/frozen.ts";
import { limits } from "../../src/limits.ts";
import type { Store } from "../../src/store/store.ts";
import { aJob, aSession, onBench } from "../support/engine.ts";
import { noon } from "../support/manual-clock.ts";

const later = { at: "2035-01-01T00:00:00Z" };

test("§8 a part of a list, a page of running jobs and the history have their longest", () =>
  onBench("plain", async ({ engine, push, fetch, clock }) => {
    const many = limits.pageRowsMax + limits.runningRowsMax + 5;
    for (let n = 0; n < many; n++) await push(aJob(`job-${n}`));
    expect((await engine.inspect.list("queue:q", { order: "first", limit: many }))?.rows).toHaveLength(limits.pageRowsMax);
    for (let n = 0; n < limits.runningRowsMax + 5; n++) await fetch(["q"], aSession("w"));
    const pages = await Promise.all([1, 2, 3].map((page) => engine.inspect.running({ page, wid: "w" })));
    expect(pages.map(({ rows, page }) => [rows.length, page])).toEqual([
      [limits.runningRowsMax, 1],
      [5, 2],
      [5, 2],
    ]);
    for (let day = 0; day < 3; day++) {
      await engine.ack(`job-${day}___`, "w");
      await clock.advance(86_400_000);
    }
    expect(await engine.inspect.history(2)).toHaveLength(2);
    expect(await engine.inspect.history(100_000)).toHaveLength(3);
  }));

test("§8 what a worker says of itself is kept short", () =>
  onBench("plain", async ({ engine, clock }) => {
    const session = aSession("w");
    const labels = Array.from({ length: limits.shownLabelsMax + 9 }, (_, n) => `${n}-${"l".repeat(999)}`);
    engine.workers.join(session, { wid: "w", hostname: "h".repeat(9_999), pid: 1, labels });
    const names = Array.from({ length: limits.shownQueuesMax + 9 }, (_, n) => `${n}-${"q".repeat(900)}`);
    const fetching = engine.fetch(names, session);
    await clock.advance(limits.fetchWaitMs);
    await fetching;
    const [worker] = (await engine.inspect.workers()).workers;
    expect([worker?.labels.length, worker?.queues.length]).toEqual([limits.shownLabelsMax, limits.shownQueuesMax]);
    for (const text of [...(worker?.labels ?? []), ...(worker?.queues ?? [])]) expect(text).toHaveLength(limits.shownNameCharactersMax);
    expect(worker?.hostname.length).toBeLessThan(300);
  }));

test("§8 of a job that is too long for a list its bytes are counted, its args are not shown; its page shows all", () =>
  onBench("plain", async ({ engine, push }) => {
    await push(aJob("long", { ...later, args: ["x".repeat(limits.glancedBytesMax)] }));
    const [row] = (await engine.inspect.list("scheduled", { order: "first" }))?.rows ?? [];
    expect([row?.args, row?.isArgsCut, (row?.payloadBytes ?? 0) > limits.glancedBytesMax]).toEqual([undefined, true, true]);
    const job = await engine.inspect.job(row?.handle ?? "");
    expect([job?.payload.length, job?.payload.at(-1)]).toEqual([row?.payloadBytes, 0x7d]);
  }));

test("§8 a search ends after so many jobs, says so, and goes on from there", () =>
  onBench("plain", async ({ engine }) => {
    const more = 40;
    const jobs = Array.from({ length: limits.searchedRowsMax + more }, (_, n) => aJob(`${n}`.padStart(8, "0"), later));
    await engine.pushMany(jobs);
    const filter = { jid: `${limits.searchedRowsMax + 7}`.padStart(8, "0") };
    const first = await engine.inspect.list("scheduled", { order: "first", filter });
    expect([first?.rows, first?.looked]).toEqual([[], limits.searchedRowsMax]);
    const rest = await engine.inspect.list("scheduled", { order: "first", filter, after: first?.next ?? "" });
    expect([rest?.rows.map((row) => row.jid), rest?.looked, rest?.next]).toEqual([[filter.jid], jobs.length, undefined]);
    const found = await engine.inspect.jid("00000001");
    expect([found.jobs, found.looked, found.stored]).toEqual([[], limits.searchedRowsMax, jobs.length]);
    expect((await engine.inspect.jid("00000001", found.next)).jobs.map((job) => job.jid)).toEqual(["00000001"]);
  }));

test("§8 counting what a wide action would touch has its longest time: then it is at least so many", () =>
  onBench("plain", async ({ store }) => {
    let now = 0;
    const clock = { monotonic: () => (now += limits.countMsMax / 2), wall: () => noon, after: () => () => undefined };
    const search = async () => ({ jobs: [], count: 7, looked: 9, next: "1|1" });
    const read: Store["read"] = (act) => store.read((view) => act({ ...view, search }));
    const frozen = await freeze({ store: { ...store, read }, clock }, { cmd: "discard", list: "scheduled", filter: { type: "Test" } });
    expect([frozen?.count, frozen?.isExact]).toEqual([14, false]);
  }));

test("§8 jobs that a form names are taken a part of them a turn", () =>
  onBench("plain", async ({ engine }) => {
    const many = limits.chosenPerTurnMax + 3;
    await engine.pushMany(Array.from({ length: many }, (_, n) => aJob(`job-${n}`, later)));
    const chosen: { handle: string }[] = [];
    for (let after: string | undefined = ""; after !== undefined;) {
      const page = await engine.inspect.list("scheduled", { order: "first", after, limit: limits.pageRowsMax });
      chosen.push(...(page?.rows ?? []).map(({ handle }) => ({ handle })));
      after = page?.next;
    }
    expect(await engine.actions.apply("discard", chosen)).toBe(many);
  }));

test("§8 of the runs that ended so many are kept", () => {
  const ring = finishes();
  const run = { kind: "settled", verb: "ack", jobtype: "T", queue: "q", at: noon, wid: "w", runMs: 1, to: "gone" } as const;
  for (let n = 0; n < limits.finishesMax + 5; n++) ring.hear({ ...run, jid: `${n}` });
  const kept = ring.of({});
  expect([kept.length, kept[0]?.jid, kept.at(-1)?.jid]).toEqual([limits.finishesMax, `${limits.finishesMax + 4}`, "5"]);
  expect(ring.of({ limit: 2 }).map((one) => one.jid)).toEqual([`${limits.finishesMax + 4}`, `${limits.finishesMax + 3}`]);
});
