import type { Micros } from "../../job/facts.ts";
import type { Standing } from "../../job/standing.ts";
import type { JobId } from "./jobs.ts";

/** What is known of a cron entry beside its configuration (spec §6). */
export interface CronState {
  /** Its last tick that was dealt with; of `@every` in steady time, else in wall time. */
  readonly seen: Micros;
  readonly isPaused: boolean;
}

/** A run of an entry: a job that was pushed, or why none was: it was refused, or its tick was missed and is too old to be made up for. */
export interface CronRun {
  /** Of the job, where there is one; rises from run to run. */
  readonly id: JobId;
  readonly name: string;
  readonly at: Micros;
  readonly jid: string;
  readonly standing: Standing | "refused" | "missed";
  /** When that changed last. */
  readonly changed: Micros;
}

/** The cron entries that are loaded, with their ticks and their last runs. */
export interface CronPort {
  /** What is known of an entry; one that is new, or has another schedule than before, begins at `seen`. */
  enter(name: string, schedule: string, seen: Micros): Promise<CronState>;
  /** Forgets all entries but these, with their runs. */
  keep(names: readonly string[]): Promise<void>;
  /** Takes a tick: false where it or a later one was taken already, or the entry is paused or unknown. */
  tick(name: string, at: Micros): Promise<boolean>;
  /** Remembers a run, and forgets those before the last 20. */
  ran(run: CronRun): Promise<void>;
  /** How the job of a run stands now. */
  stands(job: JobId, standing: Standing): Promise<void>;
  /** Sets or lifts a pause; `seen` is then its last tick, so that none is made up for. False where there is no such entry. */
  setPaused(name: string, isPaused: boolean, seen: Micros): Promise<boolean>;
}
