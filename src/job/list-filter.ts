import { limits } from "../limits.ts";

/** Which jobs of a list a page shows, or an action of a page takes; an empty one means all. All that is named must hold. */
export interface ListFilter {
  /** The job's type as it was pushed; `*` stands for any characters. */
  readonly type?: string;
  readonly queue?: string;
  readonly jid?: string;
  /** Each stands in the stored payload, byte for byte. */
  readonly words?: readonly string[];
}

/** Whether it asks for nothing, so that it means all. */
export function isEmptyFilter({ type, queue, jid, words = [] }: ListFilter): boolean {
  return type === undefined && queue === undefined && jid === undefined && words.length === 0;
}

/** A filter made ready to be asked for each job of a list. */
export interface ListMatcher {
  /** By what the lists know of a job. */
  mayMatch(job: { readonly jid: string; readonly jobtype: string; readonly queue: string }): boolean;
  /** By its bytes as they are stored; absent where the filter doesn't ask for them. */
  matchesPayload?(payload: Uint8Array): boolean;
}

/** Makes a filter ready. */
export function listMatcher({ type, queue, jid, words = [] }: ListFilter): ListMatcher {
  const hasType = type === undefined ? () => true : typePattern(type);
  const mayMatch: ListMatcher["mayMatch"] = (job) =>
    (jid === undefined || job.jid === jid) && (queue === undefined || job.queue === queue) && hasType(job.jobtype);
  if (words.length === 0) return { mayMatch };
  const wanted = words.map((word) => Buffer.from(word));
  return {
    mayMatch,
    matchesPayload: (payload) => {
      const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
      return wanted.every((word) => bytes.includes(word));
    },
  };
}

/** Only `*` means anything, so that no type is misread. */
function typePattern(type: string): (jobtype: string) => boolean {
  const parts = type.split("*");
  if (parts.length === 1) return (jobtype) => jobtype === type;
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  const inner = parts.slice(1, -1);
  return (jobtype) => {
    if (jobtype.length < first.length + last.length || !jobtype.startsWith(first) || !jobtype.endsWith(last)) return false;
    let at = first.length;
    for (const part of inner) {
      const found = jobtype.indexOf(part, at);
      if (found < 0 || found + part.length > jobtype.length - last.length) return false;
      at = found + part.length;
    }
    return true;
  };
}

/** Parts of a filter's text: a quoted part may hold blanks. */
const partPattern = /(?:(type|queue|jid):)?(?:"([^"]*)"|(\S+))/g;

/**
 * Reads a filter as it stands in `q` (spec §8): `type:`, `queue:` and `jid:`, each the last one named, all else are words. What is too
 * long, or has too many words, is one word, so that it finds nothing: cut, it would find too much.
 */
export function readListFilter(q: string): ListFilter {
  if (q.length > limits.listFilterCharactersMax) return { words: [q] };
  const named: { type?: string; queue?: string; jid?: string } = {};
  const words: string[] = [];
  for (const [, name, quoted, bare] of q.matchAll(partPattern)) {
    const value = quoted ?? bare ?? "";
    if (value === "") continue;
    if (name === "type" || name === "queue" || name === "jid") named[name] = value;
    else words.push(value);
  }
  if (words.length > limits.listFilterWordsMax) return { words: [q] };
  return words.length === 0 ? named : { ...named, words };
}

/** The filter as its shortest text, which `readListFilter` reads back; "" means all. */
export function listFilterText({ type, queue, jid, words = [] }: ListFilter): string {
  const named = Object.entries({ type, queue, jid }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}:${quoted(value)}`]));
  return [...named, ...words.map((word) => (/^(?:type|queue|jid):/.test(word) ? `"${word}"` : quoted(word)))].join(" ");
}

/** A quote inside can't be written; it can't be read either. */
function quoted(value: string): string {
  return /\s/.test(value) ? `"${value}"` : value;
}
