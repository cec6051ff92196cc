import type { Cursor } from "../ports/lists.ts";

/**
 * A cursor's two numbers: a time and an id, or a seq and the number of its queue. The beginning is before all of them, also before times
 * in front of 1970.
 */
export function numbersOf(cursor: Cursor): [number, number] {
  if (cursor === "") return [Number.MIN_SAFE_INTEGER, 0];
  const [first = "", second = ""] = cursor.split("|");
  return [safe(first), safe(second)];
}

/** It may come from a browser: what is no number is the beginning. */
function safe(text: string): number {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : 0;
}
