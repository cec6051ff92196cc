import type { JobRow } from "../src/engine/shown.ts";

/** Where a job is shown: its handle says where it stands, so that following the link needs no search. */
export function jobUrl({ jid, handle }: Pick<JobRow, "jid" | "handle">): string {
  return `/job/${encodeURIComponent(jid)}?${new URLSearchParams({ at: handle }).toString()}`;
}

/** A job's bytes as they are stored, to be kept as a file. */
export function payloadUrl({ jid, handle }: Pick<JobRow, "jid" | "handle">): string {
  return `/job/${encodeURIComponent(jid)}/payload?${new URLSearchParams({ at: handle }).toString()}`;
}

/** Where jobs with a jid are looked for, wherever they are. */
export function jidUrl(jid: string): string {
  return `/job/${encodeURIComponent(jid)}`;
}

/** A queue's own page. */
export function queueUrl(name: string): string {
  return `/queues/${encodeURIComponent(name)}`;
}

/** A batch's own page. */
export function batchUrl(bid: string): string {
  return `/batches/${encodeURIComponent(bid)}`;
}

/** A cron entry's own page. */
export function cronUrl(name: string): string {
  return `/cron/${encodeURIComponent(name)}`;
}

/** A path with those of the values that there are. */
export function urlOf(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const parts = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, `${value}`]]));
  return parts.length === 0 ? path : `${path}?${new URLSearchParams(parts).toString()}`;
}

/**
 * A path that a form or a URL wants to lead back to, where it is one of our own, in the characters of a URL: else it would lead anywhere.
 * Browsers take a backslash for a slash, and leave tabs and line breaks out.
 */
export function ownPath(text: string | null, otherwise: string): string {
  return text !== null && /^\/(?!\/)[!-[\]-~]*$/.test(text) ? text : otherwise;
}
