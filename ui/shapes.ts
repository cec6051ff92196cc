/** The height of every drawing in its own units; a drawing stretches to the room it gets, so they are no pixels. */
export const drawingHeight = 200;

/** The end of an axis on which `value` has room: 1, 2 or 5 times a power of ten, at least 1. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((end) => end >= value) ?? 10 * power;
}

/** How far from the top a value is, in whole units. */
function heightOf(value: number, end: number): number {
  return Math.round(drawingHeight * (1 - Math.min(1, value / end)));
}

/** A line in steps, one unit wide each, from `start` on; equal neighbours are one step. */
export function stepLine(values: readonly number[], end: number, start = 0): string {
  let path = "";
  let last: number | undefined;
  values.forEach((value, index) => {
    const y = heightOf(value, end);
    if (last === undefined) path += `M${start + index} ${y}`;
    else if (y !== last) path += `H${start + index}V${y}`;
    last = y;
  });
  return path === "" ? "" : `${path}H${start + values.length}`;
}

/** The area below such a line. */
export function stepArea(values: readonly number[], end: number, start = 0): string {
  const line = stepLine(values, end, start);
  return line === "" ? "" : `${line}V${drawingHeight}H${start}Z`;
}

/** The width of a bar with the room around it. */
export const barWidth = 10;

/** Bars from the ground, one for each value; none where it is 0, and never less than a unit where it is not. */
export function bars(values: readonly number[], end: number, start = 0): string {
  return values
    .map((value, index) => {
      const top = Math.min(heightOf(value, end), drawingHeight - 1);
      return value === 0 ? "" : `M${(start + index) * barWidth + 1} ${drawingHeight}V${top}h${barWidth - 2}V${drawingHeight}Z`;
    })
    .join("");
}
