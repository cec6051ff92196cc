import { expect } from "bun:test";
import type { Throttle } from "../../src/job/throttle.ts";
import type { Random } from "../../src/random.ts";
import { aSession, type Bench, type TestSession } from "../support/engine.ts";
import { chooseOps, wids } from "./model-choice.ts";
import { type Fetch, type Moment, type Op, timedOps } from "./model-ops.ts";
import { paths, serve } from "./model-orders.ts";
import { keyOf, viewOfEngine, viewOfModel } from "./model-views.ts";
import { Model, throttledQueue } from "./model.ts";

/** None is shorter than the time between two looks for slots that came free by themselves, which no FETCH that waits can know of before. */
const millisecondsToPass = [100, 300, 500, 1_900, 2_000, 16_000, 61_000, 121_000, 700_000];
const halfYearMs = 181 * 86_400_000;

interface RunOptions {
  /** Of one queue. */
  readonly throttle: Throttle;
  /** The works of a turn are interleaved. */
  readonly isInterleaved: boolean;
}

/**
 * Random commands from several connections at once, against the engine and the model (style.md: property). What was seen must be what
 * the model does for some order of the commands; where several orders fit, all of them are followed until they differ.
 */
export class ModelRun {
  readonly #bench: Bench;
  readonly #random: Random;
  readonly #options: RunOptions;
  #sessions: TestSession[];
  #models: Model[];
  #waiting: Fetch[] = [];
  #error: unknown;

  constructor(bench: Bench, random: Random, options: RunOptions) {
    this.#bench = bench;
    this.#random = random;
    this.#options = options;
    this.#models = [new Model(options.throttle)];
    bench.engine.throttle.load(new Map([[throttledQueue, options.throttle]]));
    this.#sessions = wids.map((wid) => this.#connect(wid));
  }

  /** One step, whose text stands in `texts` once it has begun. */
  async step(texts: string[]): Promise<void> {
    const dice = this.#random.below(100);
    if (dice < 8) await this.#passTime(texts);
    else if (dice < 10) this.#loseWorker(texts);
    else if (dice < 11) this.#bench.clock.jump(this.#random.below(2) === 0 ? -3_600_000 : 3_600_000);
    else {
      const busy = new Set(this.#waiting.map((fetch) => fetch.session));
      const free = this.#sessions.filter((session) => !busy.has(session));
      const [model = new Model(this.#options.throttle)] = this.#models;
      await this.#run(
        chooseOps({
          random: this.#random,
          model,
          free,
          waiting: this.#waiting,
          moment: this.#moment(),
          isInterleaved: this.#options.isInterleaved,
        }),
        texts,
      );
    }
  }

  #moment(): Moment {
    return { time: this.#bench.clock.monotonic(), now: this.#bench.clock.wall() };
  }

  #connect(wid: string): TestSession {
    const session = aSession(wid);
    this.#bench.engine.workers.join(session, { wid, hostname: "host", pid: 1, labels: [] });
    return session;
  }

  #loseWorker(texts: string[]): void {
    const index = this.#random.below(this.#sessions.length);
    const lost = this.#sessions[index];
    if (lost === undefined) return;
    texts.push(`connection ${index} closes`);
    lost.close();
    this.#bench.engine.leave(lost);
    this.#sessions[index] = this.#connect(lost.wid);
    this.#waiting = this.#waiting.filter((fetch) => fetch.session !== lost);
  }

  async #passTime(texts: string[]): Promise<void> {
    const choice = this.#random.below(millisecondsToPass.length * 5);
    const milliseconds = choice === 0 ? halfYearMs : (millisecondsToPass[choice % millisecondsToPass.length] ?? 0);
    texts.push(`${milliseconds} ms pass`);
    await this.#bench.clock.advance(milliseconds);
    const { time } = this.#moment();
    for (const fetch of this.#waiting) expect(fetch.seen).toBe(fetch.deadline <= time ? "nothing" : "waits");
    this.#waiting = this.#waiting.filter((fetch) => fetch.seen === "waits");
    for (const op of timedOps) await this.#run([op], texts);
  }

  async #run(ops: readonly Op[], texts: string[]): Promise<void> {
    texts.push(ops.map((op) => op.text).join(" | "));
    const { engine, clock, store } = this.#bench;
    const moment = this.#moment();
    const others: Promise<void>[] = [];
    for (const op of ops) {
      const issued = op.issue(engine);
      if (op.fetch === undefined) others.push(issued);
      else issued.catch((error: unknown) => (this.#error ??= error));
    }
    await Promise.all(others);
    await clock.settled();
    if (this.#error !== undefined) throw this.#error;
    const fresh = ops.flatMap((op) => op.fetch ?? []);
    this.#follow(ops, fresh, moment, await viewOfEngine(engine, store));
    this.#waiting = [...this.#waiting, ...fresh].filter((fetch) => fetch.seen === "waits");
  }

  #follow(ops: readonly Op[], fresh: readonly Fetch[], moment: Moment, view: string): void {
    const possible = this.#models.flatMap((model) => paths({ model, served: new Set() }, ops, moment));
    const ends = possible.filter((path) => serve(path, this.#waiting, fresh, moment));
    const fitting = ends.filter(({ model }) => viewOfModel(model) === view);
    if (fitting.length === 0) {
      const seen = [...this.#waiting, ...fresh].map((fetch) => `FETCH ${fetch.queues.join(" ")}: ${fetch.seen}`);
      const near = (ends[0] ?? possible[0])?.model ?? new Model(this.#options.throttle);
      throw new Error(`the model has no order for this\n${seen.join("\n")}\nengine ${view}\nmodel  ${viewOfModel(near)}`);
    }
    const distinct = new Map(fitting.map(({ model }) => [fitting.length === 1 ? "" : keyOf(model), model]));
    this.#models = [...distinct.values()];
  }
}
