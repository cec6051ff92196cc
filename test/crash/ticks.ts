import type { Database } from "bun:sqlite";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const type = "Tick";
/** As it stands behind the jid in a payload. */
const typeText = `"jobtype":"${type}"`;

/** The queue whose ticks are fetched and settled. */
export const takenQueue = "crash-ticks-taken";

/** The queue from which nobody fetches. */
const leftQueue = "crash-ticks-left";

/** All queues of ticks. */
export const tickQueues = [leftQueue, takenQueue];

/**
 * Writes the cron entries into a configuration folder: to each queue one that is due each second, and one for each second of the minute:
 * the time of a run of those tells its tick.
 */
export function configureTicks(folder: string): void {
  const entry = (name: string, schedule: string, queue = leftQueue) =>
    `[[cron]]\nname = "${name}"\nschedule = "${schedule} * * * * *"\n[cron.job]\ntype = "${type}"\nqueue = "${queue}"\n`;
  const entries = [
    ...tickQueues.map((queue) => entry(queue, "*", queue)),
    ...Array.from({ length: 60 }, (_, second) => entry(`${leftQueue}-${second}`, `${second}`)),
  ];
  mkdirSync(join(folder, "conf.d"), { recursive: true });
  writeFileSync(join(folder, "conf.d/cron.toml"), entries.join(""));
}

/** The jids of the jobs that cron pushed, in bytes of a file. */
export function jidsOfTicks(bytes: Uint8Array): string[] {
  const page = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!page.includes(typeText)) return [];
  return [...page.toString("latin1").matchAll(new RegExp(`"jid":"([^"]*)",${typeText}`, "g"))].map(([, jid = ""]) => jid);
}

/** The jid of a payload. */
export function jidOf(payload: string): string | undefined {
  return /"jid":"([^"]*)"/.exec(payload)?.[1];
}

const second = "CAST(e.schedule AS INTEGER)";
/** The runs of entries at times of the day, and the last tick that their entry has taken. */
const runs = `SELECT r.name, r.at, e.seen, e.schedule FROM cron_runs r JOIN cron_entries e ON e.name = r.name
  WHERE e.schedule NOT LIKE '@every%'`;
/** Those of the entries for one second of the minute, with their ticks. */
const ticks = `SELECT e.name, ((e.at / 1000000 - ${second}) / 60 * 60 + ${second}) * 1000000 AS tick, e.seen
  FROM (${runs}) e WHERE e.name LIKE '${leftQueue}-%'`;

const checks: Readonly<Record<string, string>> = {
  "ran twice at one tick": `SELECT name FROM (${ticks}) GROUP BY name, tick HAVING count(*) > 1`,
  "ran at a tick that it has not taken": `SELECT name FROM (${ticks}) GROUP BY name HAVING max(tick) > max(seen)`,
  "has taken a tick and has no run of it": `SELECT name FROM (${runs}) GROUP BY name HAVING max(at) < max(seen)`,
  "ran and is not there": "SELECT name FROM cron_runs WHERE name NOT IN (SELECT name FROM cron_entries)",
  "tells of another job than it pushed": "SELECT r.name FROM cron_runs r JOIN jobs j ON j.id = r.id WHERE j.jid <> r.jid",
};

/** Where the ticks that cron has taken and its runs disagree; nothing, unless there is a defect. */
export function tickFaults(db: Database): string[] {
  const find = ([what, sql]: [string, string]) =>
    db
      .query<{ name: string }, []>(sql)
      .all()
      .map(({ name }) => `cron entry ${name} ${what}`);
  return Object.entries(checks).flatMap(find);
}
