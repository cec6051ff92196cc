import type { CronEntry } from "../../config/cron.ts";
import type { Feature, FeatureParts } from "../../engine/feature.ts";
import { standingAfter } from "../../job/standing.ts";
import { trait } from "../../job/traits.ts";
import { limits } from "../../limits.ts";
import type { Tx } from "../../store/store.ts";
import { missRun, type Run, runEntry } from "./run.ts";
import { type CronShown, lineOf, type Loaded, scheduleText, shown } from "./shown.ts";
import { missedTick, nextTick, type Now, takeTick, timeOf } from "./timetable.ts";

/** The verbs of cron (spec §6). */
export interface CronVerbs {
  /** Takes these entries in place of those before, within a second: at the start, and at a HUP. Each is a line in the log. */
  load(entries: readonly CronEntry[]): void;
  /** All that are loaded, in the order of the files, each with its next run. */
  list(): readonly CronShown[];
  /** One with its next five runs. */
  find(name: string): CronShown | undefined;
  /** Pushes its job now, beside its schedule. Undefined where there is no such entry. */
  runNow(name: string): Promise<Run | undefined>;
  /** Ticks pass while it is paused, and are not made up for. False where there is no such entry. */
  setPaused(name: string, isPaused: boolean): Promise<boolean>;
}

/** How often it looks at least, since the wall clock may be set. */
const lookMsMax = 1_000;
const nextShown = 5;

/** §6 cron: jobs that are pushed at times of a schedule, each tick at most once, in one transaction with its record. */
export function cron(parts: FeatureParts): { readonly feature: Feature; readonly verbs: CronVerbs } {
  const entries = new Entries(parts);
  return {
    feature: {
      traits: trait.cron,
      moved: async (tx, job, move) => {
        if (move.verb !== "push") await tx.cron.stands(job.id, standingAfter(move));
      },
      due: (tx) => entries.due(tx),
    },
    verbs: {
      load: (loaded) => entries.load(loaded),
      list: () => entries.list(),
      find: (name) => entries.find(name),
      runNow: (name) => entries.runNow(name),
      setPaused: (name, isPaused) => entries.setPaused(name, isPaused),
    },
  };
}

/** The entries in force. The memory follows what was committed, since a work may run again. */
class Entries {
  readonly #parts: FeatureParts;
  #loaded = new Map<string, Loaded>();
  /** Those that are to take their place. */
  #wanted: readonly CronEntry[] | undefined;
  /** How far steady time is ahead of the wall clock. */
  #ahead = 0;

  constructor(parts: FeatureParts) {
    this.#parts = parts;
  }

  /** Within the next slice, so that trouble with the storage only holds it up. */
  load(entries: readonly CronEntry[]): void {
    this.#wanted = entries;
  }

  /** A slice of those that are due; answers with the milliseconds until the next one is. */
  async due(tx: Tx): Promise<number> {
    const ahead = tx.steady - tx.now;
    tx.afterCommit(() => {
      this.#ahead = ahead;
    });
    if (this.#wanted !== undefined) await this.#enter(tx, this.#wanted);
    let ran = 0;
    let waitMs = lookMsMax;
    // What has just been entered is looked at in the next slice.
    for (const one of this.#wanted === undefined ? this.#loaded.values() : []) {
      if (one.isPaused) continue;
      const now = timeOf(one.entry, tx);
      if (now < one.next) waitMs = Math.min(waitMs, (one.next - now) / 1_000);
      else if (ran === limits.cronRunsPerTurnMax) break;
      else {
        await this.#runDue(tx, one, now);
        ran += 1;
      }
    }
    // Not at once, which may be within this transaction: the memory follows when it is committed.
    return ran > 0 || this.#wanted !== undefined ? 1 : Math.ceil(waitMs);
  }

  async #enter(tx: Tx, entries: readonly CronEntry[]): Promise<void> {
    await tx.cron.keep(entries.map(({ name }) => name));
    const time = { now: tx.now, steady: tx.steady };
    const loaded: Loaded[] = [];
    for (const entry of entries) {
      const { seen, isPaused } = await tx.cron.enter(entry.name, scheduleText(entry), timeOf(entry, time));
      const missed = missedTick(entry, seen, timeOf(entry, time));
      if (missed !== undefined) await missRun(tx, entry.name, { at: missed, wall: missed });
      loaded.push({ entry, isPaused, next: nextTick(entry, seen, timeOf(entry, time)) });
    }
    tx.afterCommit(() => {
      if (this.#wanted === entries) this.#wanted = undefined;
      this.#loaded = new Map(loaded.map((one) => [one.entry.name, one]));
      for (const one of loaded) this.#parts.log.info(lineOf(one, time));
    });
  }

  async #runDue(tx: Tx, one: Loaded, now: number): Promise<void> {
    const { seen, next } = takeTick(one.entry, one.next, now);
    const { name } = one.entry;
    if (seen === undefined) await missRun(tx, name, { at: one.next, wall: one.next + tx.now - now });
    else if (await tx.cron.tick(name, seen)) await runEntry(tx, one.entry, this.#parts);
    tx.afterCommit(() => {
      one.next = next;
    });
  }

  list(): CronShown[] {
    const time = this.#time();
    return [...this.#loaded.values()].map((one) => shown(one, time, 1));
  }

  find(name: string): CronShown | undefined {
    const one = this.#loaded.get(name);
    return one && shown(one, this.#time(), nextShown);
  }

  async runNow(name: string): Promise<Run | undefined> {
    const one = this.#loaded.get(name);
    if (one === undefined) return undefined;
    const { entry } = one;
    return this.#parts.store.transact("synced", async (tx) => {
      const { schedule } = entry;
      const { steady } = tx;
      // It counts from its last run, whatever made it.
      if (schedule.kind === "every" && (await tx.cron.tick(name, steady))) {
        tx.afterCommit(() => {
          one.next = steady + schedule.micros;
        });
      }
      return runEntry(tx, entry, this.#parts);
    });
  }

  async setPaused(name: string, isPaused: boolean): Promise<boolean> {
    const one = this.#loaded.get(name);
    if (one === undefined) return false;
    return this.#parts.store.transact("synced", async (tx) => {
      const seen = timeOf(one.entry, tx);
      if (!(await tx.cron.setPaused(name, isPaused, seen))) return false;
      tx.afterCommit(() => {
        one.isPaused = isPaused;
        one.next = nextTick(one.entry, seen, seen);
      });
      return true;
    });
  }

  #time(): Now {
    const now = this.#parts.clock.wall();
    return { now, steady: now + this.#ahead };
  }
}
