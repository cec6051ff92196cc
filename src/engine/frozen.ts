import type { Clock } from "../clock.ts";
import { isSetName } from "../job/lifecycle.ts";
import { isEmptyFilter } from "../job/list-filter.ts";
import { storedListFilter } from "../job/wide-filter.ts";
import { limits } from "../limits.ts";
import { ok, refuse, type Result } from "../result.ts";
import type { ListName } from "../store/ports/lists.ts";
import type { FoundInList, SearchAsk } from "../store/ports/view.ts";
import type { Store } from "../store/store.ts";
import type { Frozen, WideAsk } from "./actions.ts";
import { rowOf } from "./inspect-lists.ts";
import type { Operations } from "./operations.ts";

/** What an action over all that match would touch now (spec §8): the moment that fixes it, how many they are, and some of them. */
export async function freeze(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  ask: WideAsk,
): Promise<Frozen | undefined> {
  const { list, filter } = ask;
  const end = await store.transact("committed", (tx) => tx.lists.end(list));
  const token = `${end.freeze}~${end.start}`;
  const limit = limits.frozenSamplesMax;
  if (isEmptyFilter(filter)) {
    const part = await store.read((view) => view.page({ list, order: "first", from: { skip: 0 }, size: end.size, limit }));
    return part && { freeze: token, count: end.size, isExact: true, samples: part.jobs.map(rowOf) };
  }
  const [first, ...rest] = await counted({ store, clock }, ask, end.freeze);
  if (first === undefined) return undefined;
  const found = [first, ...rest];
  return {
    freeze: token,
    count: found.reduce((sum, { count }) => sum + count, 0),
    isExact: found.at(-1)?.next === undefined,
    samples: found
      .flatMap(({ jobs }) => jobs)
      .slice(0, limit)
      .map(rowOf),
  };
}

/** Counts in bounded searches, so that other pages are read between them, until the end of the list or of the time. */
async function counted({ store, clock }: { store: Store; clock: Clock }, { list, filter }: WideAsk, end: number): Promise<FoundInList[]> {
  const over = clock.monotonic() + limits.countMsMax;
  const found: FoundInList[] = [];
  const bounds = { limit: limits.frozenSamplesMax, isCounting: true, rowsMax: Number.MAX_SAFE_INTEGER, msMax: limits.searchMsMax };
  let after: string | undefined = "";
  do {
    const ask: SearchAsk = { list, order: "first", after, filter, freeze: end, ...bounds };
    const part = await store.read((view) => view.search(ask));
    if (part === undefined) return [];
    found.push(part);
    after = part.next;
  } while (after !== undefined && clock.monotonic() < over);
  return found;
}

const tokenPattern = /^(\d{1,16})~(.*)$/;

/** Begins what `freeze` froze, as an operation, whose number is the answer; it goes on by itself. */
export async function beginFrozen(
  store: Store,
  operations: Operations,
  { cmd, list: target, filter, freeze: token, by }: WideAsk & { readonly freeze: string; readonly by: string },
): Promise<Result<number>> {
  const [, frozen = "", start = ""] = tokenPattern.exec(token) ?? [];
  if (frozen === "") return refuse("the form does not say which jobs are meant");
  if (!isPossible(cmd, target)) return refuse(`${cmd} makes no sense for ${target}`);
  const operation = await store.transact("synced", async (tx) => {
    const end = await tx.lists.end(target);
    // a queue that was removed meanwhile, and came again, is another one
    if (end.start !== start) return undefined;
    const until = Math.min(Number(frozen), end.freeze);
    return tx.operations.begin({ cmd, target, filter: storedListFilter(filter), by }, { freeze: until });
  });
  if (operation === undefined) return refuse("the queue is no longer the one that was shown");
  void operations.drive(operation);
  return ok(operation.no);
}

function isPossible(cmd: WideAsk["cmd"], target: ListName): boolean {
  if (target === "dead") return cmd !== "kill";
  return isSetName(target) || cmd !== "requeue";
}
