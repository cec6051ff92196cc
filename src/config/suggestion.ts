import { distance } from "fastest-levenshtein";
import { keyName, tableKeys } from "./keys.ts";

/** What was probably meant by a table, or by a key in it, that nobody knows (spec §7); "" where nothing is near. */
export function suggestion(table: string, name?: string): string {
  const meant = name === undefined ? nearestTable(table) : nearestKey(table, name);
  return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}

function nearestTable(table: string): string | undefined {
  const nearest = nearestOf(table, [...tableKeys.keys()]);
  return nearest === undefined ? undefined : `[${nearest}]`;
}

/** In its own table first; then in the others, where it may have been meant to stand. */
function nearestKey(table: string, name: string): string | undefined {
  const own = nearestOf(name, [...(tableKeys.get(table)?.keys() ?? [])]);
  if (own !== undefined) return keyName(table, own);
  for (const [other, keys] of tableKeys) {
    // Who takes it for another table's key knows how it is written.
    const found = nearestOf(name, [...keys.keys()], 1);
    if (found !== undefined) return keyName(other, found);
  }
  return undefined;
}

function nearestOf(name: string, known: readonly string[], stepsMax = 2): string | undefined {
  const plain = name.toLowerCase().replaceAll("-", "_");
  const ranked = known.map((each) => ({ each, steps: distance(plain, each) })).sort((one, other) => one.steps - other.steps);
  const [nearest] = ranked;
  // A third of the name may be wrong, or so many letters of a short one.
  return nearest !== undefined && nearest.steps <= Math.max(stepsMax, Math.floor(nearest.each.length / 3)) ? nearest.each : undefined;
}
