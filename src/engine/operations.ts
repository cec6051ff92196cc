import type { MutationCmd } from "../job/mutation.ts";
import { wideMatcher, type WideMatcher } from "../job/wide-filter.ts";
import { limits } from "../limits.ts";
import { Trouble } from "../result.ts";
import type { Operation } from "../store/ports/operations.ts";
import type { Tx } from "../store/store.ts";
import type { EngineParts } from "./parts.ts";
import { runStep } from "./wide-step.ts";
import { within } from "./within.ts";

/** The wide actions that are stored as operations: MUTATEs that take long (spec §3), and those of pages (spec §8). */
export interface Operations {
  /** Does one that has begun, to its end. It is on stable storage: whatever holds it up, it goes on later. */
  drive(operation: Pick<Operation, "no" | "cmd" | "target">): Promise<void>;
  /** Goes on with what is under way and nobody drives: after a restart, or trouble. Answers with the number of jobs it took. */
  resume(): Promise<number>;
  /** Ends one where it is; false where it does not run. */
  cancel(no: number): Promise<boolean>;
}

/** Drives them in slices, each of which leaves every job in one place, so that a restart goes on where it stopped. */
export function operations(parts: EngineParts): Operations {
  const { store, log } = parts;
  const driven = new Map<number, Promise<number>>();

  const drive = (no: number): Promise<number> => {
    const running = driven.get(no) ?? runToEnd(parts, no).finally(() => driven.delete(no));
    driven.set(no, running);
    return running;
  };

  return {
    drive: async ({ no, cmd, target }) => {
      await drive(no).catch((error: unknown) => {
        if (!(error instanceof Trouble)) throw error;
        log.warn(`a ${cmd} over ${target} was held up, and goes on by itself: ${error.message}`);
      });
    },
    resume: async () => {
      const running = await store.transact("committed", (tx) => tx.operations.running());
      let moved = 0;
      for (const no of running) if (!driven.has(no)) moved += await drive(no);
      return moved;
    },
    cancel: (no) => store.transact("synced", (tx) => tx.operations.cancel(no)),
  };
}

async function runToEnd({ store, clock, move }: EngineParts, no: number): Promise<number> {
  let moved = 0;
  let begun: { readonly operation: Operation; readonly matcher: WideMatcher } | undefined;
  await store.inSlices("wide", async (tx) => {
    begun ??= await found(tx, no);
    const after = await tx.operations.cursor(no);
    if (begun === undefined || after === undefined) return false;
    const { operation, matcher } = begun;
    const cmd = operation.cmd as MutationCmd;
    const step = { cmd, target: operation.target, matcher, isOver: within(clock, limits.sliceMsMax), move };
    const { next, done, looked } = await runStep(tx, step, { freeze: operation.freeze, after, limit: limits.sliceRows });
    await tx.operations.advance(no, { cursor: next, done, looked });
    tx.afterCommit(() => {
      moved += done;
    });
    return next !== undefined;
  });
  return moved;
}

async function found(tx: Tx, no: number): Promise<{ operation: Operation; matcher: WideMatcher } | undefined> {
  const operation = await tx.operations.find(no);
  return operation && { operation, matcher: wideMatcher(operation.filter) };
}
