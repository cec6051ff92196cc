import { expect, test } from "bun:test";
import { seededRandom } from "../support/fixed-random.ts";
import { onBench } from "../support/engine.ts";
import type { StoreKind } from "../support/store.ts";
import { systemRandom } from "../../src/random.ts";
import type { Throttle } from "../../src/job/throttle.ts";
import { throttles } from "./model.ts";
import { ModelRun } from "./model-run.ts";

const steps = Number(process.env["MODEL_STEPS"] ?? 100_000);
const seed = Number(process.env["MODEL_SEED"] ?? systemRandom().below(2 ** 31));
const fewerSteps = Math.ceil(steps / 5);
const stepsBetweenRebuilds = 25;
const textsKept = 40;
const msMax = Math.max(120_000, steps * 20);

/** Never reached: where works are interleaved, a FETCH that finds a queue full may come to its next one behind a younger FETCH, which no order explains. */
const noLimit: Throttle = { kind: "concurrency", most: 100_000, timeoutMs: 3_600_000 };

const runs: readonly (readonly [string, number, StoreKind, Throttle])[] = [
  ["§2 §5 §6 on the plain store, with slots of a queue", steps, "plain", throttles.concurrency],
  ["§2 §5 on the interleaving store", steps, "interleaving", noLimit],
  ["§6 on the plain store, with slots of each worker", fewerSteps, "plain", throttles.worker],
  ["§6 on the plain store, with slots of a rate", fewerSteps, "plain", throttles.rate],
];

test.each(runs)(
  "%s: after each of %d random steps every job is in exactly one place",
  (_, count, kind, throttle) =>
    onBench(kind, async (bench) => {
      const run = new ModelRun(bench, seededRandom(seed), { throttle, isInterleaved: kind === "interleaving" });
      for (let step = 0; step < count; step += 1) {
        const texts: string[] = [];
        try {
          await run.step(texts);
          if (step % stepsBetweenRebuilds === 0) expect(bench.store.differencesFromRebuild()).toEqual([]);
        } catch (error) {
          throw new Error(`MODEL_SEED=${seed}, step ${step}: ${texts.slice(-textsKept).join("\n")}`, { cause: error });
        }
      }
    }),
  msMax,
);
