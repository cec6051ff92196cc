import type { Surroundings } from "./config.ts";
import { type Key, keyName, type Settings, tableKeys } from "./keys.ts";

/** A value of a key as it may be shown: of a secret only whether there is one. */
export function settingText({ about }: Key, value: unknown): string {
  if (value === undefined) return about.otherwise ?? "none";
  return about.isSecret === true ? "********" : JSON.stringify(value);
}

/** The values by table and key. */
export function settingsByName(settings: Settings): ReadonlyMap<string, ReadonlyMap<string, unknown>> {
  return new Map(Object.entries(settings).map(([table, values]) => [table, new Map<string, unknown>(Object.entries(values))]));
}

interface Shown {
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  readonly files: readonly string[];
}

/** The configuration in force, a line a fact and without its secrets (spec §7 TTIN). */
export function configurationLines({ settings, surroundings, files }: Shown): string[] {
  const { environment, skipsPassword, storageDirectory, configDirectory, tlsFiles } = surroundings;
  const values = settingsByName(settings);
  const keys = [...tableKeys].flatMap(([table, ofTable]) =>
    [...ofTable].map(([name, key]) => `${keyName(table, name)} = ${settingText(key, values.get(table)?.get(name))}`),
  );
  return [
    `environment ${environment}${skipsPassword ? ", FAKTORY_SKIP_PASSWORD is set" : ""}`,
    `storage directory ${storageDirectory}`,
    `config directory ${configDirectory}`,
    ...files.map((file) => `file ${file}`),
    `TLS ${tlsFiles === undefined ? "off" : `with ${tlsFiles.cert}`}`,
    ...keys,
  ];
}
