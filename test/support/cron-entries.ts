import { parse } from "smol-toml";
import { type CronEntry, readCron } from "../../src/config/cron.ts";

/** The `[[cron]]` tables of a file of `conf.d` (spec §6). */
export function cronEntries(toml: string): readonly CronEntry[] {
  const { entries, problems } = readCron([{ path: "cron.toml", table: parse(toml) }]);
  if (problems.length > 0) throw new Error(problems.join("; "));
  return entries;
}
