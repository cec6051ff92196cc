import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Config, configOf } from "../../src/config/config.ts";
import type { Flags } from "../../src/config/flags.ts";
import { load, type Loaded, type Loading } from "../../src/config/load.ts";

/** A config directory of a test's own. */
export interface ConfigDirectory {
  readonly path: string;
  /** Writes a file into it, such as `conf.d/a.toml`. */
  write(name: string, content: string | Uint8Array): void;
  remove(name: string): void;
  /** Loads from it, with these flags and variables; `etc-password` in it stands for `/etc/faktory/password`. */
  load(flags?: Flags, variables?: Readonly<Record<string, string>>): Loading;
  /** The same where it must hold. */
  loaded(flags?: Flags, variables?: Readonly<Record<string, string>>): Loaded;
  config(flags?: Flags, variables?: Readonly<Record<string, string>>): Config;
  /** All that is wrong, with `DIR` in place of the directory's path. */
  problems(flags?: Flags, variables?: Readonly<Record<string, string>>): string[];
  warnings(flags?: Flags, variables?: Readonly<Record<string, string>>): string[];
}

const home = { HOME: "/home/ana" };

/** Runs `story` with a directory that holds these files. */
export function withDirectory(files: Readonly<Record<string, string | Uint8Array>>, story: (directory: ConfigDirectory) => void): void {
  const path = mkdtempSync(join(tmpdir(), "millrace-config-"));
  try {
    story(directoryAt(path, files));
  } finally {
    rmSync(path, { recursive: true });
  }
}

/** Loads the one file `conf.d/a.toml`. */
export function withFile(toml: string, story: (directory: ConfigDirectory) => void): void {
  withDirectory({ "conf.d/a.toml": toml }, story);
}

/** The same on a directory that exists. */
export function directoryAt(path: string, files: Readonly<Record<string, string | Uint8Array>>): ConfigDirectory {
  const loadAt: ConfigDirectory["load"] = (flags = {}, variables = {}) =>
    load({ flags: { c: path, ...flags }, variables: { ...home, ...variables }, passwordFile: join(path, "etc-password") });
  const loaded: ConfigDirectory["loaded"] = (...sources) => {
    const loading = loadAt(...sources);
    if (!loading.ok) throw new Error(loading.problems.join("\n"));
    return loading;
  };
  const named = (texts: readonly string[]) => texts.map((text) => text.replaceAll(path, "DIR"));
  const directory: ConfigDirectory = {
    path,
    write: (name, content) => {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    },
    remove: (name) => rmSync(join(path, name), { recursive: true }),
    load: loadAt,
    loaded,
    config: (...sources) => configOf(loaded(...sources)),
    problems: (...sources) => {
      const loading = loadAt(...sources);
      return loading.ok ? [] : named(loading.problems);
    },
    warnings: (...sources) => named(loaded(...sources).warnings),
  };
  for (const [name, content] of Object.entries(files)) directory.write(name, content);
  return directory;
}
