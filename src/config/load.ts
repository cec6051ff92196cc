import { homedir } from "node:os";
import { resolve } from "node:path";
import { Value } from "@sinclair/typebox/value";
import type { Throttles } from "../job/throttle.ts";
import { assert } from "../result.ts";
import { checkTable, wrongText } from "./check.ts";
import { type CronEntry, readCron } from "./cron.ts";
import type { Surroundings } from "./config.ts";
import { directoriesOf, readEnvironment, readSkip, type Variables } from "./environment.ts";
import { type Flags, keyOfFlag } from "./flags.ts";
import { type Settings, settingsSchema } from "./keys.ts";
import { passwordFile, withPasswords } from "./passwords.ts";
import { statsdVariables } from "./statsd.ts";
import { readThrottles } from "./throttles.ts";
import { findTlsFiles } from "./tls-files.ts";
import { merged, readTomlFiles, type Table } from "./toml-files.ts";

/** Where a configuration comes from, beside the files. */
export interface Sources {
  readonly flags: Flags;
  readonly variables: Variables;
  /** Another place for `/etc/faktory/password`, for tests. */
  readonly passwordFile?: string;
}

/** A configuration that holds, and what is odd about it. */
export interface Loaded {
  readonly ok: true;
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  readonly cron: readonly CronEntry[];
  readonly throttles: Throttles;
  /** The files it was read from, in their order. */
  readonly files: readonly string[];
  readonly warnings: readonly string[];
}

/** A configuration or all that is wrong with it, a line each. */
export type Loading = Loaded | { readonly ok: false; readonly problems: readonly string[] };

/** Reads flags, variables and files, in this order of precedence, before the defaults (spec §7). */
export function load({ flags, variables, ...sources }: Sources): Loading {
  const environment = readEnvironment(flags.e, variables);
  // It decides where everything else is.
  if (!environment.ok) return { ok: false, problems: [environment.message] };
  const warnings: string[] = [];
  const directories = directoriesOf(environment.value, () => variables["HOME"] || homedir());
  const configDirectory = resolve(flags.c ?? directories.config);

  const read = readTomlFiles(configDirectory);
  const cron = readCron(read.files);
  const throttles = readThrottles(read.files);
  const problems = [...read.problems, ...cron.problems, ...throttles.problems];
  warnings.push(...cron.warnings, ...throttles.warnings);
  let table: Table = { faktory: {}, web: {}, statsd: {} };
  for (const file of read.files) {
    const { cron: _cron, throttles: _throttles, ...others } = file.table;
    const findings = checkTable(file.path, others);
    problems.push(...findings.problems);
    warnings.push(...findings.warnings);
    table = merged(table, findings.sound);
  }
  table = merged(table, tableOfFlags(flags, problems));
  const { location, tags = [] } = statsdVariables(variables, warnings);
  if (location !== undefined) table = merged(table, { statsd: { location } });
  const surroundings: Surroundings = {
    environment: environment.value,
    skipsPassword: readSkip(variables, warnings),
    storageDirectory: resolve(flags.d ?? directories.storage),
    configDirectory,
    tlsFiles: findTlsFiles(configDirectory, problems),
  };
  const settings = withPasswords({
    settings: withTags(settingsOf(table), tags),
    environment: environment.value,
    skipsPassword: surroundings.skipsPassword,
    variables,
    isIncomplete: read.problems.length > 0,
    passwordFile: sources.passwordFile ?? passwordFile,
    problems,
  });
  if (problems.length > 0) return { ok: false, problems };
  const files = read.files.map((file) => file.path);
  return { ok: true, settings, surroundings, cron: cron.entries, throttles: throttles.throttles, files, warnings };
}

/** The flags that set a key, as a file would say it. */
function tableOfFlags(flags: Flags, problems: string[]): Table {
  let table: Table = {};
  for (const [flag, value] of Object.entries(flags)) {
    const sets = keyOfFlag(flag);
    if (sets === undefined) continue;
    if (Value.Check(sets.key, value)) table = merged(table, { [sets.table]: { [sets.name]: value } });
    else problems.push(wrongText(`-${flag}`, sets.key, value));
  }
  return table;
}

function withTags(settings: Settings, tags: readonly string[]): Settings {
  return { ...settings, statsd: { ...settings.statsd, tags: [...settings.statsd.tags, ...tags] } };
}

/** What was set, with the defaults. */
function settingsOf(table: Table): Settings {
  const settings = Value.Default(settingsSchema, table);
  assert(Value.Check(settingsSchema, settings), "settings whose files and flags are sound are sound");
  return settings;
}
