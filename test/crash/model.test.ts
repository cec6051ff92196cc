import { describe, expect, test } from "bun:test";
import { seededRandom } from "../support/fixed-random.ts";
import { onBench } from "../support/engine.ts";
import { storeKinds } from "../support/store.ts";
import { systemRandom } from "../../src/random.ts";
import type { Throttle } from "../../src/job/throttle.ts";
import { throttled } from "./model.ts";
import { ModelRun, slotsOf } from "./model-run.ts";

const steps = Number(process.env["MODEL_STEPS"] ?? 100_000);
const seed = Number(process.env["MODEL_SEED"] ?? systemRandom().below(2 ** 31));
const stepsBetweenRebuilds = 25;
const textsKept = 40;
const msMax = Math.max(120_000, steps * 20);

describe.each(storeKinds)("the model, on the %s store", (kind) => {
  const isInterleaved = kind === "interleaving";
  test(
    `§2 §5 after each of ${steps} random steps every job is in exactly one place`,
    () =>
      onBench(kind, async (bench) => {
        // longer than any lease: a slot that lapses between two commands has no place in the model
        const throttle: Throttle = { kind: "concurrency", most: slotsOf(isInterleaved), timeoutMs: 3_600_000 };
        bench.engine.throttle.load(new Map([[throttled.queue, throttle]]));
        const run = new ModelRun(bench, seededRandom(seed), isInterleaved);
        for (let step = 0; step < steps; step += 1) {
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
});
