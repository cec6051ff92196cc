import type { Engine } from "../../src/assemble.ts";
import { admit, type Admitted } from "../../src/job/admission.ts";
import type { JobPayload } from "./hostile.ts";
import { hostileReport, hostileWords, hostileWorker } from "./hostile.ts";
import { busyBatches, busyTimetable, hostileBatches, hostileTimetable } from "./stage-features.ts";
import { aSession } from "../support/engine.ts";
import { type ManualClock, noon } from "../support/manual-clock.ts";

/** What a server holds while its pages are looked at. */
export interface Stage {
  readonly name: string;
  readonly fill: (engine: Engine, clock: ManualClock) => Promise<void>;
}

/** A million takes some 10 s; with PAGES_QUEUED it is fewer. */
const queuedCount = Number(process.env["PAGES_QUEUED"] ?? 1_000_000);
const deadCount = Math.ceil(queuedCount / 10);

function admitted(job: JobPayload): Admitted {
  const result = admit(new TextEncoder().encode(JSON.stringify(job)), noon);
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

function* manyJobs(queue: string, count: number): Iterable<Admitted> {
  for (let index = 0; index < count; index += 1) {
    yield admitted({
      jid: `${queue}-${index}`.padEnd(12, "_"),
      jobtype: `Type${index % 7}`,
      queue,
      args: [index, { account: index * 7, note: "x".repeat(40) }],
    });
  }
}

/** Fetches a job and fails it, so often. */
async function failed(engine: Engine, queue: string, times: number, report: Parameters<Engine["fail"]>[2]): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const payload = await engine.fetch([queue], aSession());
    const { jid } = JSON.parse(new TextDecoder().decode(payload)) as { jid: string };
    await engine.fail(jid, "", report);
  }
}

/** Nothing was ever pushed. */
const empty: Stage = { name: "empty", fill: async () => {} };

/** Every word that a client can choose attacks. */
const hostile: Stage = {
  name: "hostile",
  fill: async (engine, clock) => {
    const words = hostileWords;
    const job = (index: number, members: Partial<JobPayload>): Admitted =>
      admitted({
        jid: `${words[index % words.length]}-${index}`,
        jobtype: words[(index + 1) % words.length] ?? "T",
        queue: "h",
        args: [...words, { [words[index % words.length] ?? "k"]: words }],
        custom: { wrapped: words[index % words.length], note: words },
        ...members,
      });
    const [calm, hurt] = [Array.from({ length: 8 }, (_, index) => index), Array.from({ length: 6 }, (_, index) => index + 20)];
    for (const index of calm) await engine.push(job(index, {}));
    for (const index of calm) await engine.push(job(index + 40, { at: "2026-02-01T00:00:00Z" }));
    for (const index of hurt) await engine.push(job(index, { queue: "r", retry: index % 2 === 0 ? 25 : -1 }));
    await failed(engine, "r", hurt.length, hostileReport);
    const session = aSession(hostileWorker.wid);
    engine.workers.join(session, hostileWorker);
    for (let time = 0; time < 3; time += 1) await engine.fetch(["h"], session);
    await engine.actions.pause("r", { by: words[0], reason: words[1] });
    const ask = { cmd: "kill", list: "scheduled", filter: { type: words[0], words: [words[1]] } } as const;
    const frozen = await engine.actions.freeze(ask);
    if (frozen !== undefined) await engine.actions.applyAll({ ...ask, freeze: frozen.freeze, by: words[0] });
    await hostileBatches(engine, words);
    await hostileTimetable(engine, clock, words);
  },
};

/** As much as a busy server holds. */
const full: Stage = {
  name: "full",
  fill: async (engine, clock) => {
    await engine.pushMany(manyJobs("doomed", deadCount));
    await engine.mutate({ cmd: "kill", target: "queue:doomed", filter: {} });
    await engine.pushMany(manyJobs("bulk", queuedCount));
    for (let index = 0; index < 120; index += 1)
      await engine.push(admitted({ jid: `few-${index}`.padEnd(9, "_"), jobtype: "Few", queue: `queue-${index}`, args: [] }));
    await engine.pushMany(manyJobs("late", 1_000));
    await failed(engine, "late", 60, {
      errtype: "TimeoutError",
      message: "timeout after 30 s reading from psp.example",
      backtrace: ["app/jobs/charge.rb:41"],
    });
    for (let index = 0; index < 60; index += 1) {
      await engine.push(
        admitted({ jid: `soon-${index}`.padEnd(9, "_"), jobtype: "Later", queue: "late", args: [index], at: "2026-02-01T00:00:00Z" }),
      );
    }
    for (let worker = 0; worker < 60; worker += 1) {
      const wid = `worker-${worker}`;
      const session = aSession(wid);
      engine.workers.join(session, { wid, hostname: `host-${worker}`, pid: worker + 1, labels: ["ruby"] });
      await engine.fetch(["bulk", "late"], session);
    }
    await busyBatches(engine);
    await busyTimetable(engine, clock);
  },
};

/** All stages. */
export const stages = { empty, hostile, full } as const;
