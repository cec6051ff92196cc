import { loadavg } from "node:os";
import { type Case, mustBeBusy } from "./cases.ts";
import type { Seen } from "./load.ts";

/** What one contender did in the rounds of a case, in the order of the rounds. */
export interface Runs {
  readonly contender: string;
  readonly rounds: readonly Seen[];
}

/** A case with all that ran it, the yardstick first. */
export interface Result {
  readonly one: Case;
  readonly all: readonly Runs[];
}

/** A figure over the rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The figures of a contender that stand in a ratio to the yardstick's. */
interface Ratios {
  readonly jobsPerSecond: Spread;
  readonly cpuPerJob: Spread | undefined;
}

const figures: readonly { readonly title: string; readonly digits: number; readonly of: (seen: Seen) => number | undefined }[] = [
  { title: "jobs/s", digits: 0, of: jobsPerSecond },
  { title: "CPU s/100k jobs", digits: 2, of: cpuPer100k },
  { title: "RSS MB", digits: 0, of: (seen) => seen.server?.rssMegabytes },
  { title: "JS thread busy %", digits: 0, of: busyPercent },
  { title: "load busy %", digits: 0, of: (seen) => (100 * seen.loadCpuSeconds) / seen.seconds },
];

function jobsPerSecond(seen: Seen): number {
  return seen.jobs / seen.seconds;
}

function cpuPer100k(seen: Seen): number | undefined {
  return seen.server === undefined ? undefined : (seen.server.cpuSeconds / seen.jobs) * 100_000;
}

function busyPercent(seen: Seen): number | undefined {
  return seen.server === undefined ? undefined : (100 * seen.server.threadSeconds) / seen.seconds;
}

/** How busy the load program must have kept the yardstick's thread: else it was the load that was measured. */
const busyPercentMin = 90;

/** Why the figures of a case count for nothing; undefined where they count. */
export function whyVoid(one: Case, yardstick: Runs | undefined): string | undefined {
  const busy = spreadOf(yardstick?.rounds.map(busyPercent) ?? [])?.median ?? 100;
  if (!mustBeBusy(one) || busy >= busyPercentMin) return undefined;
  return `void: the load program kept the thread of ${yardstick?.contender} only ${busy.toFixed(0)} % busy, not ${busyPercentMin}`;
}

/** The median, the least and the most of some figures; undefined if one is unknown. */
export function spreadOf(values: readonly (number | undefined)[]): Spread | undefined {
  const known = values.filter((value) => value !== undefined).toSorted((one, other) => one - other);
  const [min, median, max] = [known[0], known[Math.floor(known.length / 2)], known.at(-1)];
  if (min === undefined || median === undefined || max === undefined || known.length < values.length) return undefined;
  return { median, min, max };
}

/** What a table shows of a contender. */
export function figuresOf({ rounds }: Runs): { readonly [Name in "jobsPerSecond" | "cpuPer100k" | "megabytes"]: Spread | undefined } {
  return {
    jobsPerSecond: spreadOf(rounds.map(jobsPerSecond)),
    cpuPer100k: spreadOf(rounds.map(cpuPer100k)),
    megabytes: spreadOf(rounds.map((seen) => seen.server?.rssMegabytes)),
  };
}

/** Each round of a contender divided by the yardstick's round beside it. */
export function ratiosTo(yardstick: Runs, runs: Runs): Ratios | undefined {
  const ratios = (of: (seen: Seen) => number | undefined): Spread | undefined =>
    spreadOf(runs.rounds.map((seen, round) => quotient(of(seen), yardstick.rounds[round] && of(yardstick.rounds[round]))));
  const speed = ratios(jobsPerSecond);
  return speed && { jobsPerSecond: speed, cpuPerJob: ratios(cpuPer100k) };
}

function quotient(value: number | undefined, by: number | undefined): number | undefined {
  return value === undefined || by === undefined ? undefined : value / by;
}

/** A case for people: a paragraph for each contender, the yardstick first. */
export function describeCase(one: Case, all: readonly Runs[]): string {
  const [yardstick] = all;
  const load = loadavg()[0]?.toFixed(1);
  const lines = [`${one.name}: ${one.about}; ${one.connections} connections, args of ${one.argBytes} B (load average ${load})`];
  const fault = whyVoid(one, yardstick);
  if (fault !== undefined) lines.push(`  ${fault}`);
  for (const runs of all) {
    const shown = figures.map(({ title, digits, of }) => `${title} ${written(spreadOf(runs.rounds.map(of)), digits)}`);
    lines.push(`  ${runs.contender}: ${shown.join(" · ")}`);
    for (const [place, { verb }] of (runs.rounds[0]?.verbs ?? []).entries()) {
      const over = (share: "p50" | "p99" | "p999"): string => written(spreadOf(runs.rounds.map((seen) => seen.verbs[place]?.[share])), 3);
      lines.push(`    ${verb.padEnd(5)} ms: p50 ${over("p50")} · p99 ${over("p99")} · p99.9 ${over("p999")}`);
    }
    const ratios = yardstick && runs !== yardstick ? ratiosTo(yardstick, runs) : undefined;
    if (ratios === undefined) continue;
    lines.push(`    ÷ ${yardstick?.contender}: jobs/s ${written(ratios.jobsPerSecond, 2)} · CPU per job ${written(ratios.cpuPerJob, 2)}`);
  }
  return lines.join("\n");
}

function written(spread: Spread | undefined, digits: number): string {
  if (spread === undefined) return "unknown";
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) => value.toFixed(digits));
  return min === max ? `${median}` : `${median} (${min}-${max})`;
}
