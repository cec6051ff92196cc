import { Value } from "@sinclair/typebox/value";
import { assert } from "../result.ts";
import { keyName, type Key, type Settings, settingsSchema, tableKeys } from "./keys.ts";
import { settingText, settingsByName } from "./shown.ts";

/** What a reload makes of the running settings. */
export interface Difference {
  /** Those that hold from now on. */
  readonly settings: Settings;
  /** A text a key that has a new value now, and a text a key that gets it by a restart. */
  readonly applied: readonly string[];
  readonly waiting: readonly string[];
}

/** Compares the settings that run with those that were read (spec §7 HUP): each key says itself whether it can change. */
export function difference(running: Settings, read: Settings): Difference {
  const [before, now] = [settingsByName(running), settingsByName(read)];
  const applied: string[] = [];
  const waiting: string[] = [];
  const tables = [...tableKeys].map(([table, keys]) => {
    const held = [...keys].flatMap(([name, key]) => {
      const [old, fresh] = [before.get(table)?.get(name), now.get(table)?.get(name)];
      if (!Value.Equal(old, fresh)) {
        if (key.about.isReloaded) applied.push(changeText(keyName(table, name), key, fresh));
        else waiting.push(`${changeText(keyName(table, name), key, fresh)}: it needs a restart`);
      }
      const value = key.about.isReloaded ? fresh : old;
      return value === undefined ? [] : [[name, value]];
    });
    return [table, Object.fromEntries(held)];
  });
  const settings: unknown = Object.fromEntries(tables);
  assert(Value.Check(settingsSchema, settings), "parts of two sound configurations are sound");
  return { settings, applied, waiting };
}

function changeText(name: string, key: Key, value: unknown): string {
  if (key.about.isSecret === true && value !== undefined) return `${name} changed`;
  return `${name} changed to ${value === undefined ? `its default (${key.about.otherwise ?? "none"})` : settingText(key, value)}`;
}
