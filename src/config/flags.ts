import { parseArgs } from "node:util";
import { ok, refuse, type Result } from "../result.ts";
import { allowedText } from "./allowed.ts";
import { environments } from "./environment.ts";
import { type Key, tableKeys } from "./keys.ts";

/** The values of the flags that were given. */
export type Flags = Readonly<Partial<Record<"b" | "w" | "e" | "l" | "d" | "c", string>>>;

/** What the command line asks for. */
export type Request = { readonly wish: "help" } | { readonly wish: "version" } | { readonly wish: "serve"; readonly flags: Flags };

interface FlagDoc {
  /** What follows it; nothing where it stands alone. */
  readonly argument?: string;
  readonly doc: string;
}

/** The flags of spec §7, as `-h` and the reference name them; the words of a flag that sets a key are those of the key. */
export const flagDocs = {
  b: { argument: "HOST:PORT", doc: keyDoc("b") },
  w: { argument: "HOST:PORT", doc: keyDoc("w") },
  e: { argument: "NAME", doc: `The environment: ${environments.join(", ")} (default ${environments[0]})` },
  l: { argument: "LEVEL", doc: keyDoc("l") },
  d: { argument: "DIRECTORY", doc: "Where the jobs are (default ~/.faktory/db, outside of development /var/lib/faktory/db)" },
  c: { argument: "DIRECTORY", doc: "Where the configuration is (default ~/.faktory, outside of development /etc/faktory)" },
  v: { doc: "Print the version" },
  h: { doc: "Print this" },
} as const satisfies Record<string, FlagDoc>;

type Flag = keyof typeof flagDocs;

const flags = Object.keys(flagDocs) as Flag[];
const isAlone = (flag: Flag): flag is "v" | "h" => !("argument" in flagDocs[flag]);

/** Reads the command line (spec §7). */
export function readFlags(args: readonly string[]): Result<Request> {
  const values = readValues(args);
  if (!values.ok) return values;
  const { v, h, ...others } = values.value;
  if (h !== undefined) return ok({ wish: "help" });
  if (v !== undefined) return ok({ wish: "version" });
  return ok({ wish: "serve", flags: others });
}

/** The last value of each flag; a flag nobody knows, one without its value, and anything that is no flag are refused. */
function readValues(args: readonly string[]): Result<Partial<Record<Flag, string>>> {
  const options = Object.fromEntries(flags.map((flag) => [flag, { type: isAlone(flag) ? "boolean" : "string", short: flag }] as const));
  const values: Partial<Record<Flag, string>> = {};
  // Not strict: its errors would be several sentences; the tokens say the same in a form of our own.
  for (const token of parseArgs({ args: [...args], options, strict: false, tokens: true }).tokens) {
    if (token.kind === "positional") return refuse(`unexpected argument ${JSON.stringify(token.value)}; -h lists the flags`);
    if (token.kind === "option-terminator") continue;
    const flag = flags.find((known) => known === token.name);
    if (flag === undefined) return refuse(`unknown flag ${token.rawName}; -h lists the flags`);
    // "-b=:7419", which Go's flag package takes, arrives here with its "=".
    const value = token.value?.replace(/^=/, "") ?? "";
    if (!isAlone(flag) && value === "") return refuse(`flag -${flag} needs a value; -h lists the flags`);
    values[flag] = value;
  }
  return ok(values);
}

/** The key that a flag sets too. */
export function keyOfFlag(flag: string): { table: string; name: string; key: Key } | undefined {
  for (const [table, keys] of tableKeys) {
    for (const [name, key] of keys) if (key.about.flag === flag) return { table, name, key };
  }
  return undefined;
}

function keyDoc(flag: string): string {
  const key = keyOfFlag(flag)?.key;
  if (key === undefined) return "";
  const allowed = key.about.form === undefined ? `${allowedText(key)}; ` : "";
  return `${key.about.doc.split(/\.(?: |$)/)[0]} (${allowed}default ${JSON.stringify(key["default"])})`.replaceAll(/["`]/g, "");
}

/** The text of `-h`. */
export function helpText(): string {
  const lines = flags.map((flag) => {
    const { argument = "", doc }: FlagDoc = flagDocs[flag];
    return `  -${flag} ${argument.padEnd(9)}  ${doc}`;
  });
  return ["Usage: millrace [flags]", "", ...lines].join("\n");
}
