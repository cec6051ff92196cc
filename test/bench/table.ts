import type { Case } from "./cases.ts";
import { figuresOf, ratiosTo, type Result, type Runs, type Spread, spreadOf, whyVoid } from "./report.ts";

const head = [
  ["case", "jobs/s", "instant reply", "ratio", "CPU ratio", "CPU s/100k", "MB", "PUSH ms", "FETCH ms", "ACK ms"],
  Array<string>(10).fill("---"),
];

/** The cases as a table of docs/performance.md, a row for each server that is not the yardstick; times are p50 / p99 / p99.9. */
export function tableOf(results: readonly Result[]): string {
  const rows = results.flatMap(({ one, all: [yardstick, ...others] }) => others.map((runs) => rowOf(one, yardstick, runs)));
  return [...head, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function rowOf(one: Case, yardstick: Runs | undefined, runs: Runs): string[] {
  // of a list the yardstick reads nothing but its end
  const ratios = yardstick && one.workload !== "bulk" ? ratiosTo(yardstick, runs) : undefined;
  const ours = figuresOf(runs);
  const name = runs.contender === "millrace" ? one.name : `${one.name}, ${runs.contender}`;
  const fault = whyVoid(one, yardstick) === undefined ? "" : " (void)";
  const speeds = [ours.jobsPerSecond, yardstick && figuresOf(yardstick).jobsPerSecond].map((spread) => rounded(spread));
  const costs = [rounded(ours.cpuPer100k, 2), rounded(ours.megabytes)];
  return [
    name + fault,
    ...speeds,
    ranged(ratios?.jobsPerSecond),
    ranged(ratios?.cpuPerJob),
    ...costs,
    ...["PUSH", "FETCH", "ACK"].map((verb) => times(runs, verb)),
  ];
}

function rounded(spread: Spread | undefined, digits = 0): string {
  return spread === undefined ? "" : Number(spread.median.toFixed(digits)).toLocaleString("en");
}

function ranged(spread: Spread | undefined): string {
  if (spread === undefined) return "";
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) => value.toFixed(2));
  return min === max ? `${median}` : `${median} (${min}-${max})`;
}

function times(runs: Runs, verb: string): string {
  const shares = (["p50", "p99", "p999"] as const).map((share) =>
    spreadOf(runs.rounds.map((seen) => seen.verbs.find((one) => one.verb === verb)?.[share])),
  );
  return shares.every((spread) => spread !== undefined) ? shares.map((spread) => spread.median.toFixed(1)).join(" / ") : "";
}
