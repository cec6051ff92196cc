import { limits } from "../limits.ts";
import type { Micros } from "./facts.ts";

/** The callbacks a batch can have (spec §6); `death` is ours. */
export const callbackKinds = ["complete", "success", "death"] as const;

/** One of `callbackKinds`. */
export type CallbackKind = (typeof callbackKinds)[number];

/** A callback is waiting for its time, in its queue, or done; one that a batch lacks is done as soon as its time has come. */
export type CallbackState = "pending" | "enqueued" | "succeeded";

/**
 * Where a batch stands: counts, never a list, so that a batch of 100,000 jobs costs no more than one of ten. `failed` are jobs whose last
 * run failed, those that are `lost` for good among them; the rest of `total` that is neither pending nor failed was acked, or left.
 */
export interface BatchCounts {
  readonly isOpen: boolean;
  readonly total: number;
  readonly pending: number;
  readonly failed: number;
  readonly lost: number;
  readonly hasDied: boolean;
  /** Children whose callbacks this one's `complete` and `success` still wait for. */
  readonly completeHolds: number;
  readonly successHolds: number;
  readonly complete: CallbackState;
  readonly success: CallbackState;
  readonly death: CallbackState;
  /** Those it has. */
  readonly callbacks: readonly CallbackKind[];
}

/** How many children's worth it holds back of its parent: 0 or 1 each. */
export interface Holds {
  readonly complete: number;
  readonly success: number;
}

/** What happens to a batch. */
export type BatchChange =
  | { readonly what: "open" | "commit" | "join" }
  /** A job of it ran, left or died; `hasFailed`: it counted as failed before. */
  | { readonly what: "acked" | "failed" | "lost"; readonly hasFailed: boolean; readonly hasDied?: boolean }
  | { readonly what: "called"; readonly kind: CallbackKind }
  /** A child holds back more, or less. */
  | { readonly what: "child"; readonly by: Holds };

/** The batch after a change, and the callbacks whose time has come with it. */
export interface Advanced {
  readonly counts: BatchCounts;
  readonly due: readonly CallbackKind[];
}

/** The rules of spec §6 Batches: what a change does to the counts, and which callbacks are to be enqueued. */
export function advance(before: BatchCounts, change: BatchChange): Advanced {
  const counts = changed(before, change);
  // Jobs run at once; callbacks wait for COMMIT.
  return counts.isOpen ? { counts, due: [] } : called(counts);
}

function changed(counts: BatchCounts, change: BatchChange): BatchCounts {
  switch (change.what) {
    case "open":
    case "commit":
      return { ...counts, isOpen: change.what === "open" };
    case "join":
      return { ...counts, total: counts.total + 1, pending: counts.pending + 1 };
    case "called":
      return { ...counts, [change.kind]: "succeeded" };
    case "child":
      return {
        ...counts,
        completeHolds: counts.completeHolds + change.by.complete,
        successHolds: counts.successHolds + change.by.success,
      };
    default:
      return ran(counts, change);
  }
}

function ran(
  counts: BatchCounts,
  { what, hasFailed, hasDied = false }: Extract<BatchChange, { readonly hasFailed: boolean }>,
): BatchCounts {
  return {
    ...counts,
    pending: counts.pending - (hasFailed ? 0 : 1),
    failed: counts.failed + (what === "acked" ? 0 : 1) - (hasFailed ? 1 : 0),
    lost: counts.lost + (what === "lost" ? 1 : 0),
    hasDied: counts.hasDied || hasDied,
  };
}

/** Each fires once; success only once complete has succeeded. */
function called(counts: BatchCounts): Advanced {
  const due: CallbackKind[] = [];
  const fire = (kind: CallbackKind): CallbackState => {
    if (!counts.callbacks.includes(kind)) return "succeeded";
    due.push(kind);
    return "enqueued";
  };
  let { complete, success, death } = counts;
  if (death === "pending" && counts.hasDied) death = fire("death");
  if (complete === "pending" && counts.pending === 0 && counts.completeHolds === 0) complete = fire("complete");
  const hasSucceeded = counts.pending === 0 && counts.failed === 0 && counts.successHolds === 0;
  if (success === "pending" && complete === "succeeded" && hasSucceeded) success = fire("success");
  return { counts: { ...counts, complete, success, death }, due };
}

/** What a batch holds back of its parent: a callback waits until those of the children have succeeded, also one that came early. */
export function holdsOf({ complete, success }: Pick<BatchCounts, "complete" | "success">): Holds {
  return {
    complete: complete === "succeeded" && success !== "enqueued" ? 0 : 1,
    success: success === "succeeded" ? 0 : 1,
  };
}

/** Whether a batch waits for its COMMIT, goes on, or is at its end: every callback that can still come has succeeded. */
export function lifeOf({ isOpen, pending, failed, lost, complete, success }: BatchCounts): "open" | "running" | "ended" {
  if (isOpen) return "open";
  const canNotSucceed = success === "pending" && lost > 0 && failed === lost;
  return pending === 0 && complete === "succeeded" && (success === "succeeded" || canNotSucceed) ? "ended" : "running";
}

/** For how long a batch is kept from then on: until it lapses uncommitted, or its status is no longer asked for. */
export function keptMicros(counts: BatchCounts): Micros {
  return (lifeOf(counts) === "running" ? limits.batchDaysMax * 86_400 : limits.batchMinutes * 60) * 1_000_000;
}
