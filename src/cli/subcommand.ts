import type { Command } from "commander";
import type { Surroundings } from "./surroundings.ts";

/** Adds one subcommand, with its help and examples, to the command line. */
export type Subcommand = (program: Command, surroundings: Surroundings) => void;

/** The option of every subcommand that prints something. */
export const jsonOption = ["--json", "print JSON"] as const;

/** What `--help` shows last: each example with what it does. */
export function examples(pairs: readonly (readonly [line: string, what: string])[]): string {
  const width = Math.max(...pairs.map(([line]) => line.length));
  return `\nExamples:\n${pairs.map(([line, what]) => `  ${line.padEnd(width)}  ${what}`.trimEnd()).join("\n")}`;
}
