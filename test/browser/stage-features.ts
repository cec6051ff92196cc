import type { Engine } from "../../src/assemble.ts";
import type { Admitted } from "../../src/job/admission.ts";
import type { Throttle } from "../../src/job/throttle.ts";
import { newBatch } from "../support/batches.ts";
import { cronEntries } from "../support/cron-entries.ts";
import { aJob, aSession } from "../support/engine.ts";
import type { ManualClock } from "../support/manual-clock.ts";

/** A `[[cron]]` table as a file says it. */
function entry(name: string, schedule: string, type: string, more = ""): string {
  return `[[cron]]\nname = ${JSON.stringify(name)}\nschedule = ${JSON.stringify(schedule)}\n${more}[cron.job]\ntype = ${JSON.stringify(type)}\nqueue = "cron"\n`;
}

/** Loads entries, lets them take effect, and runs each of them so often. */
async function withCron(engine: Engine, clock: ManualClock, toml: string, runs: number): Promise<void> {
  engine.cron.load(cronEntries(toml));
  while (engine.cron.list().length === 0) await clock.advance(1_000);
  for (const { name } of engine.cron.list()) for (let run = 0; run < runs; run += 1) await engine.cron.runNow(name);
}

const schedules = ["0 2 * * *", "*/5 * * * *", "30 6,12,18 * * mon-fri", "@every 90m", "0 3 1 * *", "7 7-19/2 1-15 * *"];

/** Cron and throttles of a busy server. */
export async function busyTimetable(engine: Engine, clock: ManualClock): Promise<void> {
  const toml = Array.from({ length: 60 }, (_, n) =>
    entry(`task ${n}`, schedules[n % schedules.length] ?? "@daily", `Task${n}`, n % 3 === 0 ? 'timezone = "America/New_York"\n' : ""),
  );
  await withCron(engine, clock, toml.join(""), 2);
  await engine.cron.setPaused("task 1", true);
  const kinds: readonly Throttle[] = [
    { kind: "concurrency", most: 40, timeoutMs: 600_000 },
    { kind: "worker", most: 3, timeoutMs: 60_000 },
    { kind: "rate", most: 1_000, perMs: 60_000 },
  ];
  const names = ["bulk", "late", ...Array.from({ length: 40 }, (_, n) => `queue-${n}`)];
  engine.throttle.load(new Map(names.map((name, n) => [name, kinds[n % kinds.length] ?? kinds[0]!] as const)));
}

/** Names and schedules whose every word attacks. */
export async function hostileTimetable(engine: Engine, clock: ManualClock, words: readonly string[]): Promise<void> {
  await withCron(engine, clock, words.map((word, n) => entry(word, schedules[n % schedules.length] ?? "@daily", word)).join(""), 1);
  engine.throttle.load(
    new Map(["h", "r", `q${"w".repeat(90)}`].map((name) => [name, { kind: "concurrency", most: 2, timeoutMs: 60_000 }] as const)),
  );
}

const callbacks = (type: string) => ({
  success: { jobtype: type, args: [], queue: "after" },
  complete: { jobtype: `${type}Report`, args: [], queue: "after" },
});

/** Pushes jobs, and settles as many of them as `ends` says how. */
async function pushAll(engine: Engine, jobs: readonly Admitted[], ends: readonly ("ack" | "fail" | "run")[]): Promise<void> {
  for (const job of jobs) {
    const pushed = await engine.push(job);
    if (!pushed.ok) throw new Error(pushed.message);
  }
  const session = aSession("batch-worker");
  for (const end of ends) {
    const payload = await engine.fetch([jobs[0]?.facts.queue ?? ""], session);
    const { jid } = JSON.parse(new TextDecoder().decode(payload)) as { jid: string };
    if (end === "ack") await engine.ack(jid, session.wid);
    if (end === "fail") await engine.fail(jid, session.wid, { errtype: "TimeoutError", message: "timeout after 30 s", backtrace: [] });
  }
}

/** Batches of a busy server: nested, running, ended, with failures, and jobs that are tracked and unique. */
export async function busyBatches(engine: Engine): Promise<void> {
  for (let n = 0; n < 40; n += 1) await newBatch(engine, { description: `Import of day ${n + 1}`, ...callbacks("Imported") });
  const done = await newBatch(engine, { description: "Nightly mails", ...callbacks("Mailed") });
  await pushAll(engine, [aJob("mail-1", { queue: "mails", custom: { bid: done } })], ["ack"]);
  await engine.batch.commit(done);
  const top = await newBatch(engine, { description: "Invoices of November", ...callbacks("Invoiced") });
  const jobs = Array.from({ length: 40 }, (_, n) =>
    aJob(`invoice-${n}`, {
      queue: "invoices",
      jobtype: "Invoice",
      args: [n],
      retry: n % 2 === 0 ? 25 : -1,
      custom: { bid: top, track: 1, unique_for: 600 },
    }),
  );
  await pushAll(engine, jobs, [...Array.from({ length: 20 }, () => "ack" as const), "fail", "fail", "fail", "run", "run"]);
  await engine.track.set("invoice-23", "batch-worker", { percent: 38, desc: "page 19 of 50" });
  await engine.track.set("invoice-24", "batch-worker", { percent: 85.5, desc: "writing", result: '{"pages":[1,2,3]}' });
  for (let child = 0; child < 6; child += 1) {
    const below = await newBatch(engine, { parent_bid: top, description: `Country ${child}`, ...callbacks("Sent") });
    for (let n = 0; n < 3; n += 1) await newBatch(engine, { parent_bid: below, ...callbacks("Printed") });
    await engine.batch.commit(below);
  }
  await engine.batch.commit(top);
}

/** Batches and tracks whose every word attacks. */
export async function hostileBatches(engine: Engine, words: readonly string[]): Promise<void> {
  let parent: string | undefined;
  for (const [n, word] of words.entries()) {
    const type = { jobtype: word, args: words, queue: "after" };
    const bid = await newBatch(engine, {
      description: word,
      success: type,
      complete: type,
      ...(parent === undefined ? {} : { parent_bid: parent }),
    });
    const jobs = ["a", "b"].map((which) =>
      aJob(`${word}${n}${which}`, {
        queue: `batch-${n}`,
        jobtype: word,
        args: [which],
        retry: n % 2 === 0 ? 25 : -1,
        custom: { bid, track: 1, unique_for: 60 },
      }),
    );
    await pushAll(engine, jobs, ["fail", "run"]);
    await engine.track.set(`${word}${n}b`.padEnd(8, "_"), "batch-worker", {
      percent: n * 50,
      desc: words.join(" "),
      result: JSON.stringify(words),
    });
    await engine.batch.commit(bid);
    parent = n === 0 ? bid : parent;
  }
}
