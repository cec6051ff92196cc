import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { fileFault } from "./file-fault.ts";

/** A table as it was read. */
export type Table = Readonly<Record<string, unknown>>;

/** One file of `conf.d`. */
export interface ConfigFile {
  readonly path: string;
  readonly table: Table;
}

/** The files of `conf.d`, and what is wrong with those that can't be read. */
export interface ReadFiles {
  readonly files: readonly ConfigFile[];
  readonly problems: readonly string[];
}

/** Reads `conf.d/*.toml` of a config directory in name order (spec §7). No such directory is no files. */
export function readTomlFiles(configDirectory: string): ReadFiles {
  const directory = join(configDirectory, "conf.d");
  const files: ConfigFile[] = [];
  const problems: string[] = [];
  for (const path of tomlPaths(directory, problems)) {
    const table = readToml(path, problems);
    if (table !== undefined) files.push({ path, table });
  }
  return { files, problems };
}

function tomlPaths(directory: string, problems: string[]): string[] {
  try {
    // As a shell's *.toml: what begins with a dot belongs to an editor or a volume's machinery.
    const names = readdirSync(directory).filter((name) => name.endsWith(".toml") && !name.startsWith("."));
    return names.sort().map((name) => join(directory, name));
  } catch (error) {
    const fault = fileFault(error);
    if (!fault.isMissing) problems.push(`${directory} can't be read: ${fault.text}`);
    return [];
  }
}

function readToml(path: string, problems: string[]): Table | undefined {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    problems.push(`${path} can't be read: ${fileFault(error).text}`);
    return undefined;
  }
  try {
    // A number too large for us is a wrong value of its key, not a fault of the file.
    return parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes), { integersAsBigInt: "asNeeded" });
  } catch (error) {
    problems.push(`${path} is not valid TOML: ${tomlFault(error)}`);
    return undefined;
  }
}

/** One line: the parser's own text goes on with the lines around the fault. */
function tomlFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof TypeError) return "it is not UTF-8";
  const reason = (error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "");
  return "line" in error && "column" in error ? `line ${String(error.line)}, column ${String(error.column)}: ${reason}` : reason;
}

/** Two tables as one (spec §7): arrays of tables are joined, tables merged key by key, of anything else the later one holds. */
export function merged(earlier: Table, later: Table): Table {
  const both = new Map(Object.entries(earlier));
  for (const [name, value] of Object.entries(later)) both.set(name, both.has(name) ? mergedValue(both.get(name), value) : value);
  return Object.fromEntries(both);
}

function mergedValue(earlier: unknown, later: unknown): unknown {
  if (isTable(earlier) && isTable(later)) return merged(earlier, later);
  if (Array.isArray(earlier) && Array.isArray(later) && [...earlier, ...later].every(isTable)) return [...earlier, ...later];
  return later;
}

/** Whether a value is a table: no list, no date, nothing plain. */
export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
