import { type ListFilter, listFilterText, listMatcher } from "./list-filter.ts";
import { matcher, readFilterText } from "./mutation.ts";

/** The filter of a wide action made ready: one of MUTATE's, or one of a page. */
export interface WideMatcher {
  /** By what the lists know of a job. */
  mayMatch(job: { readonly jid: string; readonly jobtype: string; readonly queue: string }): boolean;
  /** By its bytes as FETCH would hand them out; absent where the filter doesn't ask for them. */
  matchesBytes?(handedOut: Uint8Array): boolean;
  /** By its bytes as they are stored; absent likewise. */
  matchesPayload?(payload: Uint8Array): boolean;
}

/** The filter of a page as text for the store, which tells it from one of MUTATE's. */
export function storedListFilter(filter: ListFilter): string {
  return JSON.stringify({ list: filter });
}

/** Makes a stored filter ready, whichever it is. */
export function wideMatcher(stored: string): WideMatcher {
  const list = listIn(stored);
  return list === undefined ? matcher(readFilterText(stored)) : listMatcher(list);
}

/** A stored filter in words; "" means all. It may be cut: then as it is stored. */
export function wideFilterText(stored: string): string {
  try {
    const list = listIn(stored);
    return list === undefined ? (stored === "{}" ? "" : stored) : listFilterText(list);
  } catch (error) {
    if (error instanceof SyntaxError) return stored;
    throw error;
  }
}

function listIn(stored: string): ListFilter | undefined {
  const parsed = JSON.parse(stored) as { readonly list?: ListFilter };
  return parsed.list;
}
