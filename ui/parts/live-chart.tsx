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

/** What was settled between two samples: in a second, or longer where the server was busy. */
interface Step {
  readonly seconds: number;
  readonly processed: number;
  readonly failed: number;
}

/** What came between samples, the oldest first; after a FLUSH totals begin anew, and no step counts less than nothing. */
export function stepsOf(samples: readonly Sample[]): readonly Step[] {
  return samples.slice(1).map((sample, index) => {
    const before = samples[index] ?? sample;
    return {
      seconds: Math.max(1, (sample.at - before.at) / 1_000_000),
      processed: Math.max(0, sample.processed - before.processed),
      failed: Math.max(0, sample.failures - before.failures),
    };
  });
}

/** Attempts settled in each second of the last 5 minutes. */
export function LiveChart({ samples, visit }: { readonly samples: readonly Sample[]; readonly visit: Visit }): JSX.Element {
  const known = stepsOf(samples).slice(-seconds);
  const processed = known.map((step) => step.processed / step.seconds);
  const failed = known.map((step) => step.failed / step.seconds);
  const end = roundUp(Math.max(1, ...processed));
  const start = seconds - known.length;
  const lately = known.slice(-nowSeconds);
  const span = Math.max(1, sum(lately.map((step) => step.seconds)));
  const processedNow = `${rate(sum(lately.map((step) => step.processed)) / span)}/s`;
  const failedNow = `${rate(sum(lately.map((step) => step.failed)) / span)}/s`;
  const mark = start > 0 && known.length > 0 ? { mark: { at: start, text: "The server started" } } : {};
  const description =
    `Attempts settled a second, over ${known.length} seconds: at least ${rate(known.length === 0 ? 0 : Math.min(...processed))}, ` +
    `at most ${rate(Math.max(0, ...processed))}, lately ${processedNow}, of them failed ${failedNow}.`;
  return (
    <>
      <Legend processed={processedNow} failed={failedNow}>
        {start > 0 ? <span>┆ the server started</span> : <></>}
      </Legend>
      <Chart
        id="live-chart"
        title="Attempts a second, the last 5 minutes"
        description={description}
        width={seconds}
        up={[`${count(end)}/s`, `${rate(end / 2)}/s`.replace(".0/", "/"), "0"]}
        along={["5 min ago", "4", "3", "2", "1", "now"]}
        points={{ unit: "second", processed, failed }}
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
function minutesOf(known: readonly Step[], { now, zone }: Visit): readonly (readonly [string, string, string])[] {
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
