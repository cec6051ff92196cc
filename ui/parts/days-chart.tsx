/** @jsxImportSource @kitajs/html */
import type { Inspect } from "../../src/engine/inspect.ts";
import { dayText, isoText } from "../moments.ts";
import { compact, count } from "../numbers.ts";
import { bars, barWidth, roundUp } from "../shapes.ts";
import { Chart, ChartTable, Legend } from "./chart.tsx";

/** What was settled on one UTC day. */
type DayCount = Awaited<ReturnType<Inspect["history"]>>[number];

const microsPerDay = 86_400_000_000;
/** How many words there is room for below the chart. */
const wordsMax = 7;

/** The last `days` UTC days up to now, the oldest first, also those on which nothing was settled. */
export function allDays(history: readonly DayCount[], days: number, now: number): readonly DayCount[] {
  const known = new Map(history.map((each) => [each.day, each]));
  return Array.from({ length: days }, (_, index) => {
    const day = isoText(now - (days - 1 - index) * microsPerDay).slice(0, 10);
    return known.get(day) ?? { day, processed: 0, failures: 0 };
  });
}

/** Attempts settled on each of the last days; the present one is not over, so it is drawn apart. */
export function DaysChart({
  history,
  days,
  now,
}: {
  readonly history: readonly DayCount[];
  readonly days: number;
  readonly now: number;
}): JSX.Element {
  const all = allDays(history, days, now);
  const processed = all.map((each) => each.processed);
  const end = roundUp(Math.max(2, ...processed));
  const total = processed.reduce((sum, value) => sum + value, 0);
  const failed = all.map((each) => each.failures);
  const failures = failed.reduce((sum, value) => sum + value, 0);
  const description =
    `Attempts settled on each of the last ${days} days, UTC: between ${count(Math.min(...processed))} and ${count(Math.max(...processed))}, ` +
    `today ${count(processed.at(-1) ?? 0)} so far. Together ${count(total)}, of which ${count(failures)} failed.`;
  return (
    <>
      <Legend processed={count(total)} failed={count(failures)}>
        <span>days in UTC, today so far</span>
      </Legend>
      <Chart
        id="days-chart"
        title={`Attempts a day, the last ${days} days`}
        description={description}
        width={days * barWidth}
        up={[compact(end), compact(end / 2), "0"]}
        along={wordsOf(all)}
        points={{ unit: "day", processed, failed }}
      >
        <path class="bars" d={bars(processed.slice(0, -1), end)} />
        <path class="bars filling" d={bars(processed.slice(-1), end, days - 1)} />
        <path class="bars failed" d={bars(failed, end)} />
      </Chart>
      <ChartTable
        unit="Day (UTC)"
        rows={[...all].reverse().map((each) => [dayText(each.day), count(each.processed), count(each.failures)])}
      />
    </>
  );
}

/** As many days as there is room for, in equal distances. */
function wordsOf(all: readonly DayCount[]): readonly string[] {
  const gaps = Math.min(wordsMax, all.length) - 1;
  const at = gaps === 0 ? [0] : Array.from({ length: gaps + 1 }, (_, index) => Math.round((index * (all.length - 1)) / gaps));
  return at.map((index) => dayText(all[index]?.day ?? ""));
}
