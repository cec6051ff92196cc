import { shown } from "./shown.ts";

/** A column: its title, and whether its cells are numbers, which stand to the right. */
export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** Rows under titles, in columns as wide as their widest cell; the cells may be anybody's text. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map(shown))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => Bun.stringWidth(row[index] ?? ""))));
  return cells.map((row) => lineOf(row, columns, widths)).join("\n");
}

/** Names and what they stand for, a pair a line. */
export function facts(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${shown(value)}`).join("\n");
}

function lineOf(row: readonly string[], columns: readonly Column[], widths: readonly number[]): string {
  const padded = columns.map(({ isNumber }, index) => {
    const cell = row[index] ?? "";
    const room = " ".repeat((widths[index] ?? 0) - Bun.stringWidth(cell));
    return isNumber ? room + cell : cell + room;
  });
  return padded.join("  ").trimEnd();
}
