/** @jsxImportSource @kitajs/html */
import type { Sample } from "../../src/engine/shown.ts";
import type { Visit } from "../../src/web/visit.ts";
import { clockText } from "../moments.ts";
import { count, rate } from "../numbers.ts";
import { roundUp, stepArea, stepLine } from "../shapes.ts";
import { Chart, ChartTable, Legend } from "./chart.tsx";

/** What the chart reaches back: from the first of 300 samples to the last. */
const seconds = 299;
/** What "now" is an average of: one second alone jumps about. */
const nowSeconds = 10;

/** What was settled in one second. */
interface Second {
  readonly processed: number;
  readonly failed: number;
}

/** The seconds between samples, the oldest first; after a FLUSH totals begin anew, and no second counts less than nothing. */
export function secondsOf(samples: readonly Sample[]): readonly Second[] {
  return samples.slice(1).map((sample, index) => {
    const before = samples[index];
    return {
      processed: Math.max(0, sample.processed - (before?.processed ?? 0)),
      failed: Math.max(0, sample.failures - (before?.failures ?? 0)),
    };
  });
}

/** Attempts settled in each second of the last 5 minutes. */
export function LiveChart({ samples, visit }: { readonly samples: readonly Sample[]; readonly visit: Visit }): JSX.Element {
  const known = secondsOf(samples).slice(-seconds);
  const processed = known.map((second) => second.processed);
  const failed = known.map((second) => second.failed);
  const end = roundUp(Math.max(1, ...processed));
  const start = seconds - known.length;
  const lately = known.slice(-nowSeconds);
  const per = (pick: (second: Second) => number) => `${rate(sum(lately.map(pick)) / Math.max(1, lately.length))}/s`;
  const most = Math.max(0, ...processed);
  const mark = start > 0 && known.length > 0 ? { mark: { at: start, text: "The server started" } } : {};
  const description =
    `Attempts settled in each of the last ${known.length} seconds: between ${Math.min(most, ...processed)} and ${most}, ` +
    `lately ${per((second) => second.processed)}, of them failed ${per((second) => second.failed)}.`;
  return (
    <>
      <Legend processed={per((second) => second.processed)} failed={per((second) => second.failed)}>
        {start > 0 ? <span>┆ the server started</span> : <></>}
      </Legend>
      <Chart
        id="live-chart"
        title="Attempts a second, the last 5 minutes"
        description={description}
        width={seconds}
        up={[`${count(end)}/s`, `${rate(end / 2)}/s`.replace(".0/", "/"), "0"]}
        along={["5 min ago", "4", "3", "2", "1", "now"]}
        {...mark}
      >
        <path class="area" d={stepArea(processed, end, start)} />
        <path d={stepLine(processed, end, start)} />
        <path class="failed" d={stepArea(failed, end, start)} />
      </Chart>
      <ChartTable unit="Minute from" rows={minutesOf(known, visit)} />
    </>
  );
}

/** The same by the minute, the last one first. */
function minutesOf(known: readonly Second[], { now, zone }: Visit): readonly (readonly [string, string, string])[] {
  const rows: [string, string, string][] = [];
  for (let end = known.length; end > 0; end -= 60) {
    const part = known.slice(Math.max(0, end - 60), end);
    const from = now - (known.length - end + part.length) * 1_000_000;
    rows.push([clockText(from, zone), count(sum(part.map((each) => each.processed))), count(sum(part.map((each) => each.failed)))]);
  }
  return rows;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
