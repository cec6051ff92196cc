import type { Clock } from "../clock.ts";
import { limits } from "../limits.ts";
import type { ListName } from "../store/ports/lists.ts";
import type { Store } from "../store/store.ts";
import type { Finishes } from "./finishes.ts";
import type { Inspect } from "./inspect.ts";
import { usesShown } from "./inspect-features.ts";
import { rowOf } from "./inspect-lists.ts";
import type { JobRow } from "./shown.ts";

interface JobsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly finishes: Finishes;
}

/** One job (spec §8): by the handle of its row, or by its jid, wherever it is. */
export function inspectJobs(parts: JobsParts): Pick<Inspect, "job" | "jid"> {
  const { store } = parts;
  return {
    job: async (handle) => {
      const job = await store.read((view) => view.job(handle));
      if (job === undefined) return undefined;
      const { payload, isCorrupt, lease } = job;
      const attempts = job.attempts.map(({ ranMs: runMs, ...attempt }) => ({ ...attempt, runMs }));
      const uses = await usesShown(store, job.uses);
      return { ...rowOf(job), payload, isCorrupt, attempts, uses, ...(lease === undefined ? {} : { lease }) };
    },
    jid: (jid, after) => searched(parts, jid, after ?? ""),
  };
}

/** Where a search by jid stands: the list, the place in it, and how many jobs were looked at before. */
interface Standing {
  readonly list: string;
  readonly cursor: string;
  readonly looked: number;
}

/**
 * Running jobs by their map, then the sets and the queues by name, each from its newest job on, until a page is full or the bound of a
 * search is reached.
 */
async function searched({ store, clock, finishes }: JobsParts, jid: string, after: string): ReturnType<Inspect["jid"]> {
  const { names, stored, reserved } = await store.transact("committed", async (tx) => {
    const [queues, sizes, handles] = await Promise.all([tx.queues.list(), tx.counters.sizes(), tx.lists.reserved(jid)]);
    return {
      names: queues.map((queue) => queue.name),
      stored: Object.values(sizes).reduce((sum, size) => sum + size, 0),
      reserved: handles,
    };
  });
  const rows: JobRow[] = [];
  for (const handle of after === "" ? reserved.slice(0, limits.pageRowsDefault) : []) {
    const job = await store.read((view) => view.job(handle));
    if (job !== undefined) rows.push(rowOf(job));
  }
  const from = standing(after);
  const over = clock.monotonic() + limits.searchMsMax;
  let looked = 0;
  for (const list of listsFrom(names, from.list)) {
    const cursor = list === from.list ? from.cursor : "";
    const [rowsMax, msMax] = [limits.searchedRowsMax - looked, over - clock.monotonic()];
    const limit = limits.pageRowsDefault - rows.length;
    const goOn = { jobs: rows, finishes: finishes.of({ jid }), looked: from.looked + looked, stored };
    if (rowsMax <= 0 || msMax <= 0 || limit <= 0) return { ...goOn, next: `${list}~${cursor}~${from.looked + looked}` };
    const ask = { list, order: "last", after: cursor, filter: { jid }, limit, isCounting: false, rowsMax, msMax } as const;
    const found = await store.read((view) => view.search(ask));
    looked += found?.looked ?? 0;
    rows.push(...(found?.jobs ?? []).map(rowOf));
    const total = from.looked + looked;
    if (found?.next !== undefined) return { ...goOn, looked: total, next: `${list}~${found.next}~${total}` };
  }
  return { jobs: rows, finishes: finishes.of({ jid }), looked: from.looked + looked, stored };
}

function standing(after: string): Standing {
  const [list = "", cursor = "", looked = ""] = after.split("~");
  return { list, cursor, looked: Number.parseInt(looked, 10) || 0 };
}

/** The lists from the named one on; where it has gone, from the one that follows it. */
function listsFrom(queues: readonly string[], first: string): ListName[] {
  const lists: ListName[] = ["retries", "scheduled", "dead", ...queues.map((name): ListName => `queue:${name}`)];
  const named = lists.findIndex((list) => list === first);
  const following = named >= 0 ? named : lists.findIndex((list) => list.startsWith("queue:") && list > first);
  if (first === "") return lists;
  return following < 0 ? [] : lists.slice(following);
}
