import type { SetName } from "../job/lifecycle.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import type { Finishes } from "./finishes.ts";
import { inspectFeatures } from "./inspect-features.ts";
import { inspectJobs } from "./inspect-jobs.ts";
import { inspectLists } from "./inspect-lists.ts";
import { inspectServer } from "./inspect-server.ts";
import type { Samples } from "./samples.ts";
import type { Workers } from "./workers.ts";
import type { ListName } from "../store/ports/lists.ts";
import type { DayCount } from "../store/ports/counters.ts";
import type { CronRun } from "../store/ports/cron.ts";
import type { Throttles } from "../job/throttle.ts";
import type { BatchesPage, BatchShown, ThrottleShown } from "./shown-features.ts";
import type {
  DebugFacts,
  Finish,
  JidFound,
  JobHandle,
  JobShown,
  ListAsk,
  ListPage,
  OperationShown,
  Orphaned,
  QueueShown,
  RunningJob,
  Sample,
  WorkerShown,
} from "./shown.ts";

/** What pages read (spec §8). Nothing here is linear in the number of jobs; nothing changes a job. Rejects with `Trouble`. */
export interface Inspect {
  /** The queues in the order of their names. */
  queues(): Promise<readonly QueueShown[]>;
  /** Undefined where there is no such queue. */
  queue(name: string): Promise<QueueShown | undefined>;
  /** A part of a list; undefined where it is a queue that doesn't exist. */
  list(list: ListName, ask: ListAsk): Promise<ListPage | undefined>;
  /** The job of a link; where it has moved, where it is now. Undefined: it is no longer stored, or the handle is none. */
  job(handle: JobHandle): Promise<JobShown | undefined>;
  /** All that is known of a jid: running, finished lately, and stored, by a bounded search that `after` goes on with. */
  jid(jid: string, after?: string): Promise<JidFound>;
  /** The job that a KEY of a set names (spec §8); undefined where it is not there (any more). */
  keyed(set: SetName, key: string): Promise<JobHandle | undefined>;
  /** Jobs that run: those that run longest first; of one worker where `wid` is given. */
  running(ask: { readonly page?: number; readonly wid?: string }): Promise<{ rows: readonly RunningJob[]; size: number; page: number }>;
  /** Who is there, in the order they came, and which absent workers still hold jobs. */
  workers(): Promise<{ workers: readonly WorkerShown[]; orphaned: readonly Orphaned[] }>;
  /** The runs that ended last, the last one first; of one worker where `wid` is given. */
  finishes(ask: { readonly limit: number; readonly wid?: string; readonly jid?: string }): readonly Finish[];
  /** Jobs settled per UTC day, the newest first, at most 180; days without any are left out. */
  history(days: number): Promise<readonly DayCount[]>;
  /** The summary numbers of each second of the last 5 minutes, the oldest first. */
  samples(): readonly Sample[];
  /** Wide actions: running ones first, then those of the last 7 days, the newest first. */
  operations(): Promise<readonly OperationShown[]>;
  operation(no: number): Promise<OperationShown | undefined>;
  debug(): Promise<DebugFacts>;
  /** The last 20 runs of up to 100 cron entries, the newest first, by name. */
  cronRuns(names: readonly string[]): Promise<ReadonlyMap<string, readonly CronRun[]>>;
  /** How full up to 100 of the throttled queues are, and by which jobs. */
  throttles(throttles: Throttles): Promise<readonly ThrottleShown[]>;
  /** 25 of the batches that are within no other: running ones first; `after` is a `next` of an earlier answer. */
  batches(after?: string): Promise<BatchesPage>;
  /** Undefined where there is no such batch, or no longer. */
  batch(bid: string): Promise<BatchShown | undefined>;
}

interface InspectParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly workers: Workers;
  readonly finishes: Finishes;
  readonly samples: Samples;
}

/** Puts the reads together. */
export function inspect(parts: InspectParts): Inspect {
  const { finishes, samples } = parts;
  return {
    ...inspectLists(parts),
    ...inspectJobs(parts),
    ...inspectServer(parts),
    ...inspectFeatures(parts),
    finishes: (ask) => finishes.of(ask),
    samples: () => samples.all(),
  };
}
