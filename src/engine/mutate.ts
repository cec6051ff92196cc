import { filterText, matcher, type Mutation } from "../job/mutation.ts";
import { limits } from "../limits.ts";
import type { Operation } from "../store/ports/operations.ts";
import type { Tx } from "../store/store.ts";
import type { Operations } from "./operations.ts";
import type { EngineParts } from "./parts.ts";
import type { Verbs } from "./verbs.ts";
import { runStep, type Step, type StepEnd } from "./wide-step.ts";
import { within } from "./within.ts";

/**
 * §3 MUTATE. What it touches is fixed when it begins. A short list is done in one turn; a longer one is stored as an operation and done
 * in slices. It is answered when it is done, or stored and long.
 */
export function mutate({ store, clock, move }: EngineParts, operations: Operations): Verbs["mutate"] {
  return async (mutation) => {
    const atOnce = (tx: Tx) => begin(tx, mutation, { move, isOver: within(clock, limits.operationAtOnceMs) });
    const operation = await store.transact("synced", atOnce, { isWide: true });
    if (operation === undefined) return;
    await Promise.race([operations.drive(operation), new Promise<void>((resolve) => clock.after(limits.operationAnswerMs, resolve))]);
  };
}

/** Does it at once where the list is short and its jobs are; else the operation that will, or that does the rest. */
async function begin(
  tx: Tx,
  { cmd, target, filter }: Mutation,
  { move, isOver }: Pick<Step, "move" | "isOver">,
): Promise<Operation | undefined> {
  const { size, freeze, start } = await tx.lists.end(target);
  const asked = { cmd, target, filter: filterText(filter), by: "" };
  if (size > limits.operationAtOnceMax) return tx.operations.begin(asked);
  const step = { cmd, target, matcher: matcher(filter), isOver, move };
  for (let after: string | undefined = start; after !== undefined;) {
    const { next, done, looked }: StepEnd = await runStep(tx, step, { after, freeze, limit: limits.sliceRows });
    if (next !== undefined && isOver()) return tx.operations.begin(asked, { freeze, cursor: next, done, looked });
    after = next;
  }
  return undefined;
}
