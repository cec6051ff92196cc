import { isSetName } from "../job/lifecycle.ts";
import { isEmptyFilter, type ListFilter } from "../job/list-filter.ts";
import { formatTimestamp } from "../job/timestamp.ts";
import { limits } from "../limits.ts";
import type { ViewedJob } from "../store/ports/view.ts";
import type { Store } from "../store/store.ts";
import { handleOf } from "./chosen.ts";
import type { Inspect } from "./inspect.ts";
import type { JobRow, ListAsk } from "./shown.ts";

/** Parts of lists (spec §8: 25 a page, `?page=N`), and jobs by their KEY. */
export function inspectLists({ store }: { readonly store: Store }): Pick<Inspect, "list" | "keyed"> {
  return {
    list: async (list, ask) => {
      const limit = Math.min(ask.limit ?? limits.pageRowsDefault, limits.pageRowsMax);
      const { size } = await store.transact("committed", (tx) => tx.lists.end(list));
      if (ask.filter !== undefined && !isEmptyFilter(ask.filter)) return filtered(store, { ...ask, filter: ask.filter, list, size, limit });
      const page = ask.after === undefined ? pageWithin(ask.page, size, limit) : undefined;
      const from = page === undefined ? { after: ask.after ?? "" } : { skip: (page - 1) * limit };
      const part = await store.read((view) => view.page({ list, order: ask.order, from, size, limit }));
      if (part === undefined) return undefined;
      const { jobs, next, isEstimated } = part;
      return {
        rows: jobs.map(rowOf),
        size,
        ...(page === undefined ? {} : { page }),
        ...(isEstimated ? { isEstimated } : {}),
        ...(next === undefined ? {} : { next }),
      };
    },
    keyed: (set, key) => store.read((view) => handleOf(view, { set, key })),
  };
}

/** The page that is shown where that one is asked for: it may come from a browser. */
export function pageWithin(asked: number | undefined, size: number, limit: number): number {
  const last = Math.max(1, Math.ceil(size / limit));
  return asked !== undefined && asked >= 1 ? Math.min(Math.floor(asked), last) : 1;
}

type FilteredAsk = Omit<ListAsk, "filter"> & {
  readonly list: Parameters<Inspect["list"]>[0];
  readonly filter: ListFilter;
  readonly size: number;
  readonly limit: number;
};

/** A bounded search: its cursor also says how many jobs were looked at before it. */
async function filtered(store: Store, { list, order, filter, after = "", size, limit }: FilteredAsk): ReturnType<Inspect["list"]> {
  const [cursor = "", lookedBefore = "0"] = after.split("~");
  const { searchedRowsMax: rowsMax, searchMsMax: msMax } = limits;
  const found = await store.read((view) => view.search({ list, order, after: cursor, filter, limit, isCounting: false, rowsMax, msMax }));
  if (found === undefined) return undefined;
  const looked = found.looked + (Number.parseInt(lookedBefore, 10) || 0);
  return { rows: found.jobs.map(rowOf), size, looked, ...(found.next === undefined ? {} : { next: `${found.next}~${looked}` }) };
}

/** A stored job as pages show it. */
export function rowOf(job: ViewedJob): JobRow {
  const { handle, place, at, jid, jobtype, queue, payloadBytes, glance, failure } = job;
  return {
    handle,
    place,
    jid,
    ...(isSetName(place) ? { key: `${formatTimestamp(at)}|${jid}` } : {}),
    at,
    jobtype,
    shownType: glance?.shownType ?? jobtype,
    queue,
    ...(glance === undefined ? {} : { args: glance.args }),
    isArgsCut: glance?.isArgsCut ?? true,
    payloadBytes,
    ...(failure === undefined ? {} : { failure }),
  };
}
