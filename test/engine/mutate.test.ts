import { describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { assemble } from "../../src/assemble.ts";
import { systemClock } from "../../src/clock.ts";
import type { Mutation } from "../../src/job/mutation.ts";
import { limits } from "../../src/limits.ts";
import { silentLog } from "../../src/log.ts";
import { openIn, temporaryDirectory } from "../store/sqlite/storage.ts";
import { aJob, aSession, type Bench, onBench } from "../support/engine.ts";
import { fixedRandom } from "../support/fixed-random.ts";
import { storeKinds } from "../support/store.ts";

const many = 2 * limits.operationAtOnceMax + 500;
const later = { at: "2030-01-01T00:00:00Z" };
const killScheduled: Mutation = { cmd: "kill", target: "scheduled", filter: {} };

/** Lets the event loop turn so often. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

async function scheduled(bench: Pick<Bench, "engine">, count: number): Promise<void> {
  await bench.engine.pushMany(Array.from({ length: count }, (_, index) => aJob(`job-${index}`, { ...later, queue: `q${index % 3}` })));
}

describe.each(storeKinds)("§3 MUTATE over more jobs than a turn takes (%s store)", (kind) => {
  test("§3 it is answered when it is done", () =>
    onBench(kind, async (bench) => {
      await scheduled(bench, many);
      await bench.engine.mutate(killScheduled);
      expect((await bench.engine.numbers()).sizes).toMatchObject({ scheduled: 0, dead: many });
    }));

  test("§3 its glob sees long payloads as it sees short ones, also after a failure", () =>
    onBench(kind, async (bench) => {
      const sizes = [0, limits.scanBytesMax, 1_000_000];
      for (const size of sizes)
        for (const name of ["busy", "failing"]) await bench.push(aJob(`${name}-${size}`, { args: ["x".repeat(size), name] }));
      const session = aSession("worker");
      for (const _ of sizes) {
        await bench.fetch(["q"], session);
        const failing = (await bench.fetch(["q"], session)) ?? "";
        await bench.engine.fail(failing.padEnd(8, "_"), "worker", { errtype: "Boom" });
      }
      expect((await bench.engine.numbers()).sizes).toMatchObject({ working: 3, retries: 3 });
      await bench.engine.mutate({ cmd: "kill", target: "retries", filter: { regexp: '*"busy"*"errtype":"Boom"*' } });
      expect((await bench.engine.numbers()).sizes).toMatchObject({ retries: 3, dead: 0 });
      await bench.engine.mutate({ cmd: "kill", target: "retries", filter: { regexp: '*"failing"*"errtype":"Boom"*' } });
      expect((await bench.engine.numbers()).sizes).toMatchObject({ retries: 0, dead: 3 });
    }));

  test("§3 the same one twice at once ends as one", () =>
    onBench(kind, async (bench) => {
      await scheduled(bench, many);
      await Promise.all([bench.engine.mutate(killScheduled), bench.engine.mutate(killScheduled)]);
      expect((await bench.engine.numbers()).sizes).toMatchObject({ scheduled: 0, dead: many });
    }));

  test("§3 two that want the same jobs share them: each job ends in one place", () =>
    onBench(kind, async (bench) => {
      await scheduled(bench, many);
      await Promise.all([bench.engine.mutate(killScheduled), bench.engine.mutate({ ...killScheduled, cmd: "requeue" })]);
      const { sizes } = await bench.engine.numbers();
      expect(sizes.scheduled).toBe(0);
      expect(sizes.dead + sizes.queued).toBe(many);
    }));

  test("§3 what enters the list while it runs is not touched", () =>
    onBench(kind, async (bench) => {
      await scheduled(bench, many);
      const killing = bench.engine.mutate(killScheduled);
      await turns(3);
      await bench.engine.push(aJob("too late", { at: "2029-01-01T00:00:00Z" }));
      await killing;
      expect((await bench.engine.numbers()).sizes).toMatchObject({ scheduled: 1, dead: many });
    }));

  test("§3 other commands are served between its slices", () =>
    onBench(kind, async (bench) => {
      await scheduled(bench, many);
      let isDone = false;
      const killing = bench.engine.mutate(killScheduled).then(() => (isDone = true));
      await bench.push(aJob("beside"));
      expect(await bench.fetch(["q"], aSession("w"))).toBe("beside");
      expect(kind === "interleaving" || !isDone).toBe(true);
      await killing;
    }));
});

test("§3 a MUTATE that a stop cuts off is gone on with after the restart, to its end and no further", async () => {
  const directory = temporaryDirectory();
  // one that moves, so that a slice ends before the list does
  const clock = systemClock();
  const parts = { clock, random: fixedRandom(0), log: silentLog };
  const first = openIn(directory, clock);
  const engine = assemble({ ...parts, store: first });
  await scheduled({ engine }, many);
  const cutOff = engine.mutate(killScheduled);
  await turns(3);
  await first.close();
  await cutOff;
  const second = openIn(directory, clock);
  const again = assemble({ ...parts, store: second });
  const before = (await again.numbers()).sizes;
  expect(before.scheduled).toBeGreaterThan(0);
  expect(before.scheduled + before.dead).toBe(many);
  await again.push(aJob("too late", later));
  expect(await again.timed.resumeOperations()).toBe(before.scheduled);
  expect((await again.numbers()).sizes).toMatchObject({ scheduled: 1, dead: many });
  expect(await again.timed.resumeOperations()).toBe(0);
  expect(second.differencesFromRebuild()).toEqual([]);
  await second.close();
  rmSync(directory, { recursive: true, force: true });
});
