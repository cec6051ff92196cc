/** @jsxImportSource @kitajs/html */
import { drawingHeight } from "../shapes.ts";

interface ChartProps {
  /** Made of letters that we chose. */
  readonly id: string;
  readonly title: string;
  /** What somebody who can't see it should know: from when to when, the least, the most, the last. */
  readonly description: string;
  /** Units from left to right. */
  readonly width: number;
  /** What stands at the upper axis end, in its middle and at the ground. */
  readonly up: readonly [string, string, string];
  /** What stands below, in equal distances from the left end to the right. */
  readonly along: readonly string[];
  /** The numbers that are drawn, the last one at the right end, for whoever points at them: seconds back from now, or UTC days. */
  readonly points: { readonly unit: "second" | "day"; readonly processed: readonly number[]; readonly failed: readonly number[] };
  /** Where something happened: a restart. */
  readonly mark?: { readonly at: number; readonly text: string };
  /** Paths. */
  readonly children: JSX.Element | readonly JSX.Element[];
}

/** A drawing with its axes (dashboard, section 4). It stretches with the page; words stand beside it, so that they don't. */
export function Chart({ id, title, description, width, up, along, points, mark, children }: ChartProps): JSX.Element {
  return (
    <div class="chart">
      <div class="axis up" aria-hidden="true">
        {up.map((text) => (
          <span safe>{text}</span>
        ))}
      </div>
      <svg
        viewBox={`0 0 ${width} ${drawingHeight}`}
        preserveAspectRatio="none"
        role="img"
        aria-labelledby={`${id}-t ${id}-d`}
        data-unit={points.unit}
        data-processed={points.processed.map(Math.round).join(" ")}
        data-failed={points.failed.map(Math.round).join(" ")}
      >
        <title id={`${id}-t`} safe>
          {title}
        </title>
        <desc id={`${id}-d`} safe>
          {description}
        </desc>
        {[0, drawingHeight / 2, drawingHeight].map((y) => (
          <path class="grid" d={`M0 ${y}H${width}`} />
        ))}
        {children as "safe"}
        <path class="mark" data-pointed="" d="" />
        {mark === undefined ? (
          <></>
        ) : (
          <path class="mark" d={`M${mark.at} 0V${drawingHeight}`}>
            <title safe>{mark.text}</title>
          </path>
        )}
      </svg>
      <div class="axis along" aria-hidden="true">
        {along.map((text) => (
          <span safe>{text}</span>
        ))}
      </div>
    </div>
  );
}

interface LegendProps {
  /** What all attempts come to, and those that failed: `31.8/s`. */
  readonly processed: string;
  readonly failed: string;
  readonly children?: JSX.Element;
}

/** Which line is which, with its number. */
export function Legend({ processed, failed, children }: LegendProps): JSX.Element {
  return (
    <p class="legend">
      <span>
        <b></b>processed <strong safe>{processed}</strong>
      </span>
      <span class="failed">
        <b></b>of them failed <strong safe>{failed}</strong>
      </span>
      {(children ?? "") as "safe"}
      <span id="pointed"></span>
    </p>
  );
}

/** The numbers of a chart for whoever wants them as such. */
export function ChartTable({
  unit,
  rows,
}: {
  readonly unit: string;
  readonly rows: readonly (readonly [string, string, string])[];
}): JSX.Element {
  return (
    <details id="chart-table" class="chart-table">
      <summary>Show as table</summary>
      <div tabindex="0" role="region" aria-label="Numbers of the chart">
        <table>
          <caption class="unseen">Numbers of the chart</caption>
          <thead>
            <tr>
              <th scope="col" safe>
                {unit}
              </th>
              <th scope="col">Processed</th>
              <th scope="col">Failed</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([when, processed, failed]) => (
              <tr>
                <th scope="row" safe>
                  {when}
                </th>
                <td safe>{processed}</td>
                <td safe>{failed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
