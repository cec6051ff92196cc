import type { JobRow } from "../src/engine/shown.ts";

/** The page of a job: `at` says where it stood, so that it is found without a search. */
export function jobHref({ jid, handle }: Pick<JobRow, "jid" | "handle">): string {
  return `/job/${encodeURIComponent(jid)}?at=${encodeURIComponent(handle)}`;
}

/** The page of a queue. */
export function queueHref(name: string): string {
  return `/queues/${encodeURIComponent(name)}`;
}

/** A path with a query; what is undefined or empty is left out, so that a view has one URL. */
export function hrefOf(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const filled = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]]));
  return filled.length === 0 ? path : `${path}?${new URLSearchParams(filled).toString()}`;
}
