import type { SetName } from "../job/lifecycle.ts";
import type { ListFilter } from "../job/list-filter.ts";
import type { Result } from "../result.ts";
import type { ListName } from "../store/ports/lists.ts";
import { applyTo } from "./chosen.ts";
import { settleFailed } from "./fail.ts";
import { beginFrozen, freeze } from "./frozen.ts";
import type { Operations } from "./operations.ts";
import { isHeld } from "./held.ts";
import type { EngineParts } from "./parts.ts";
import { removeQueue } from "./queues.ts";
import type { JobHandle, JobRow } from "./shown.ts";
import { sweepStep } from "./sweep.ts";
import type { Workers } from "./workers.ts";

/** What a page does with jobs: retry and "add to queue" are requeue. Of a queue only kill and discard, of dead not kill. */
export type PageCmd = "requeue" | "kill" | "discard";

/** A job that a form names: by the handle of its row, or by the KEY of a set, as scripts do (spec §8). */
export type ChosenJob = { readonly handle: JobHandle } | { readonly set: SetName; readonly key: string };

/** What an action over everything that matches is to touch. */
export interface WideAsk {
  readonly cmd: PageCmd;
  readonly list: ListName;
  readonly filter: ListFilter;
}

/** What the confirm step shows, and freezes: the action then touches exactly these, though more jobs arrive. */
export interface Frozen {
  /** For the form of the confirm step: opaque, safe in a form. */
  readonly freeze: string;
  readonly count: number;
  /** False where counting all of them takes too long: there are at least so many. */
  readonly isExact: boolean;
  /** Up to 5 of them. */
  readonly samples: readonly JobRow[];
}

/** What pages change (spec §8). `by` is who asked, for the operator who comes next. Each resolves once it is on stable storage. */
export interface Actions {
  /** False where there is no such queue. */
  pause(queue: string, why: { readonly by: string; readonly reason: string }): Promise<boolean>;
  resume(queue: string): Promise<boolean>;
  /** Drops all jobs of a queue at once; the queue stays, and its pause. False where there is no such queue. */
  clear(queue: string): Promise<boolean>;
  /** Drops the queue, its jobs and its pause at once. */
  remove(queue: string): Promise<boolean>;
  /** Acts on these jobs, as many as are still where they were seen; answers with how many that were; a part of them a turn. */
  apply(cmd: PageCmd, jobs: readonly ChosenJob[]): Promise<number>;
  /** Counts what an action would touch now. Undefined where it is a queue that doesn't exist. */
  freeze(ask: WideAsk): Promise<Frozen | undefined>;
  /** Does it with what `freeze` froze: as an operation with this number, which goes on by itself. Refused where the freeze is none. */
  applyAll(ask: WideAsk & { readonly freeze: string; readonly by: string }): Promise<Result<number>>;
  /** Ends a wide action where it is; false where it doesn't run. */
  cancel(no: number): Promise<boolean>;
  /** Moves a worker, or "all", to quiet or terminate; false where it is unknown. */
  signal(wid: string, state: "quiet" | "terminate"): boolean;
  /** Fails a job that runs, as its worker could have; false where it doesn't run any more. */
  failNow(handle: JobHandle, by: string): Promise<boolean>;
}

interface ActionsParts extends EngineParts {
  readonly operations: Operations;
  readonly workers: Workers;
}

/** Puts the actions together. */
export function actions(parts: ActionsParts): Actions {
  const { store, clock, operations, workers } = parts;
  return {
    pause: (queue, why) => store.transact("synced", (tx) => tx.queues.setPaused(queue, true, why)),
    resume: (queue) => store.transact("synced", (tx) => tx.queues.setPaused(queue, false)),
    clear: (queue) =>
      store.transact("synced", async (tx) => {
        const isThere = await tx.queues.clear(queue);
        if (isThere) await sweepStep(tx, parts);
        return isThere;
      }),
    remove: (queue) => store.transact("synced", (tx) => removeQueue(tx, parts, queue)),
    apply: (cmd, jobs) => applyTo(parts, cmd, jobs),
    freeze: (ask) => freeze({ store, clock }, ask),
    applyAll: (ask) => beginFrozen(store, operations, ask),
    cancel: (no) => operations.cancel(no),
    signal: (wid, state) => workers.signal(wid, state),
    failNow: (handle, by) => failNow(parts, handle, by),
  };
}

/** As its worker could have: the retries lead where they lead. What the worker says of it later is late. */
function failNow(parts: EngineParts, handle: JobHandle, by: string): Promise<boolean> {
  return parts.store.transact("synced", async (tx) => {
    const job = await tx.lists.find(handle);
    if (job === undefined || !isHeld(job)) return false;
    return settleFailed(tx, parts, { verb: "fail", held: job, report: { errtype: "FailedByOperator", message: `failed by ${by}` } });
  });
}
