import { Value } from "@sinclair/typebox/value";
import { ValueErrorType } from "@sinclair/typebox/errors";
import { allowedText } from "./allowed.ts";
import { fileSchema, type Key, keyName, tableKeys } from "./keys.ts";
import { suggestion } from "./suggestion.ts";
import { isTable, type Table } from "./toml-files.ts";

/** What a file says that it may not, and what nobody reads. */
export interface Findings {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** What is known and right of it. */
  readonly sound: Table;
}

/** Compares what one file says with the keys there are (spec §7): all wrong values at once, and every key nobody knows. */
export function checkTable(path: string, table: Table): Findings {
  const problems = new Map<string, string>();
  const warnings: string[] = [];
  for (const error of Value.Errors(fileSchema, table)) {
    const [tableName = "", name] = partsOf(error.path);
    if (error.type === ValueErrorType.ObjectAdditionalProperties) {
      warnings.push(`${path}: ${unknownText(tableName, name, error.value)}`);
      continue;
    }
    const where = keyName(tableName, name ?? "").trimEnd();
    const key = name === undefined ? undefined : tableKeys.get(tableName)?.get(name);
    const text = key === undefined ? `${where} is ${shown(error.value)}: it must be a table` : wrongText(where, key, error.value);
    // A value can be wrong in several ways; what it must be is said once.
    if (!problems.has(where)) problems.set(where, `${path}: ${text}`);
  }
  return { problems: [...problems.values()], warnings, sound: soundPart(table, problems) };
}

function soundPart(table: Table, problems: ReadonlyMap<string, string>): Table {
  const entries = [...tableKeys].flatMap(([tableName, keys]) => {
    const said = table[tableName];
    if (!isTable(said)) return [];
    const sound = Object.entries(said).filter(([name]) => keys.has(name) && !problems.has(keyName(tableName, name)));
    return [[tableName, Object.fromEntries(sound)]];
  });
  return Object.fromEntries(entries) as Table;
}

/** The line that refuses a value of a key, by whatever name it was set. */
export function wrongText(where: string, key: Key, value: unknown): string {
  const is = key.about.isSecret === true ? "is wrong" : `is ${shown(value)}`;
  return `${where} ${is}: it must be ${allowedText(key)}`;
}

function unknownText(table: string, name: string | undefined, value: unknown): string {
  if (name !== undefined) return `nobody knows ${keyName(table, quoted(name))}, it is passed over${suggestion(table, name)}`;
  if (isTable(value) || (Array.isArray(value) && value.every(isTable))) {
    return `nobody knows the table [${quoted(table)}], it is passed over${suggestion(table)}`;
  }
  return `nobody knows ${quoted(table)} outside of a table, it is passed over${suggestion("", table)}`;
}

/** A JSON pointer's parts. */
function partsOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A name as TOML writes it. */
function quoted(name: string): string {
  return /^[\w-]+$/.test(name) ? name : shown(name);
}

const shownCharactersMax = 60;

/** A value as it may stand in a line. */
function shown(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > shownCharactersMax ? `${value.slice(0, shownCharactersMax)}...` : value);
  }
  if (Array.isArray(value)) return value.length > 0 && value.every(isTable) ? "an array of tables" : "a list";
  if (value instanceof Date) return "a date or time";
  return isTable(value) ? "a table" : String(value);
}
