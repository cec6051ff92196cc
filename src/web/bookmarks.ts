import { listUrl } from "../../ui/lists.ts";
import type { Inspect } from "../engine/inspect.ts";
import { type SetName, setNames } from "../job/lifecycle.ts";
import { listFilterText } from "../job/list-filter.ts";

interface Bookmarked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly inspect: Inspect;
}

/** A path that people have bookmarked, and where it leads now (spec §8). */
export interface Bookmark {
  readonly path: string;
  lead(bookmarked: Bookmarked): Promise<string> | string;
}

/** A KEY leads to its job's page; to wherever that job is now; or to its list, which says that it is gone. */
async function toJob(set: SetName, { params, inspect }: Bookmarked): Promise<string> {
  const key = params["key"] ?? "";
  const jid = key.slice(key.indexOf("|") + 1);
  const handle = await inspect.keyed(set, key);
  if (handle !== undefined) return `/job/${encodeURIComponent(jid)}?${new URLSearchParams({ at: handle }).toString()}`;
  const { jobs, finishes } = await inspect.jid(jid);
  const isKnown = jobs.length > 0 || finishes.length > 0;
  return isKnown ? `/job/${encodeURIComponent(jid)}?from=${set}` : `${listUrl(set)}?${new URLSearchParams({ gone: jid }).toString()}`;
}

/** All of them that are no pages of their own. */
export const bookmarks: readonly Bookmark[] = setNames.flatMap((set): Bookmark[] => [
  { path: `${listUrl(set)}/:key`, lead: (bookmarked) => toJob(set, bookmarked) },
  {
    path: `/filter${listUrl(set)}`,
    lead: ({ query }) => {
      const word = query.get("substr") ?? "";
      return word === "" ? listUrl(set) : `${listUrl(set)}?${new URLSearchParams({ q: listFilterText({ words: [word] }) }).toString()}`;
    },
  },
]);
