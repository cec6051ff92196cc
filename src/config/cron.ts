import { Value } from "@sinclair/typebox/value";
import { admit } from "../job/admission.ts";
import { type CronSchedule, readSchedule } from "../job/cron-schedule.ts";
import { limits } from "../limits.ts";
import { ok, refuse, type Result } from "../result.ts";
import { allowedText } from "./allowed.ts";
import { cronJobKeys, cronKeys, cronSchema, type CronTable } from "./cron-keys.ts";
import type { Key } from "./keys.ts";
import { type ConfigFile, isTable, type Table } from "./toml-files.ts";

/** A `[[cron]]` table (spec §6): a job that is pushed at times of a schedule. */
export interface CronEntry {
  readonly name: string;
  readonly schedule: CronSchedule;
  /** The schedule as it was written, and the time zone where a key of its own names one. */
  readonly text: string;
  readonly timezone?: string;
  readonly jobtype: string;
  readonly queue: string;
  /** The job's members as JSON, without a jid. */
  readonly job: string;
}

/** The entries of all files, and what is wrong with them. */
export interface ReadCron {
  readonly entries: readonly CronEntry[];
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** Reads the `[[cron]]` tables of all files, in their order: every fault is named with its file, and the entry it is in. */
export function readCron(files: readonly ConfigFile[]): ReadCron {
  const problems: string[] = [];
  const warnings: string[] = [];
  const found: Unnamed[] = [];
  let count = 0;
  for (const { path, table } of files) {
    const { cron } = table;
    if (cron === undefined) continue;
    if (!Array.isArray(cron) || !cron.every(isTable)) {
      problems.push(`${path}: [cron] is no array of tables: each entry begins with [[cron]]`);
      continue;
    }
    count += cron.length;
    // Read no further than it has to: each costs some 0.1 ms.
    if (count > limits.cronEntriesMax)
      return { entries: [], problems: [`${path}: more than ${limits.cronEntriesMax} cron entries`], warnings };
    for (const [index, said] of cron.entries()) {
      const where = `${path}: [[cron]] ${index + 1}${labelOf(said)}`;
      const entry = readEntry(said, where, warnings);
      if (entry.ok) found.push({ path, entry: entry.value, name: nameOf(said) });
      else problems.push(`${where}: ${entry.message}`);
    }
  }
  return { entries: named(found, problems), problems, warnings };
}

function nameOf(said: Table): string | undefined {
  return typeof said["name"] === "string" ? said["name"] : undefined;
}

/** What an operator knows it by, beside its number. */
function labelOf(said: Table): string {
  const type = isTable(said["job"]) ? said["job"]["type"] : undefined;
  const label = nameOf(said) ?? type;
  return typeof label === "string" ? ` (${JSON.stringify(label.slice(0, 60))})` : "";
}

function readEntry(said: Table, where: string, warnings: string[]): Result<Omit<CronEntry, "name">> {
  const unknown = [
    ...unknownKeys(said, { ...cronKeys, job: true }),
    ...(isTable(said["job"]) ? unknownKeys(said["job"], cronJobKeys, "job.") : []),
  ];
  for (const name of unknown) warnings.push(`${where}: nobody knows ${name}, it is passed over`);
  if (!Value.Check(cronSchema, said)) return refuse(faultOf(said));
  const { schedule: text, timezone } = said;
  const schedule = readSchedule(text, timezone);
  if (!schedule.ok) return refuse(`schedule is ${JSON.stringify(text)}: ${schedule.message}`);
  const job = jobOf(said.job);
  if (!job.ok) return job;
  return ok({ schedule: schedule.value, text, ...(timezone === undefined ? {} : { timezone }), ...job.value });
}

function unknownKeys(said: Table, known: object, before = ""): string[] {
  return Object.keys(said)
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => JSON.stringify(before + name));
}

/** The first fault of an entry; what a key must be is said as of every other key. */
function faultOf(said: Table): string {
  const [, first = "", second] = Value.Errors(cronSchema, said).First()?.path.split("/") ?? [];
  if (first === "job" && second === undefined) return "it lacks its job: [cron.job] with its type";
  const [name, keys]: [string, Readonly<Record<string, Key>>] = first === "job" ? [second ?? "", cronJobKeys] : [first, cronKeys];
  const key = keys[name];
  return `${first === "job" ? "job." : ""}${name} must be ${key === undefined ? "something else" : allowedText(key)}`;
}

/** Its job, looked at with the rules of PUSH: what a tick would be refused for stops the start. */
function jobOf({ type, args, ...members }: CronTable["job"]): Result<Pick<CronEntry, "jobtype" | "queue" | "job">> {
  const { queue, retry, reserve_for, custom } = members;
  const json = jsonText({ jobtype: type, args: args ?? [], queue, retry, reserve_for, custom });
  if (json === undefined) return refuse("job holds a number that JSON can't write");
  const admitted = admit(new TextEncoder().encode(`{"jid":"cron-entry",${json.slice(1)}`), 0);
  return admitted.ok ? ok({ jobtype: type, queue: admitted.value.facts.queue, job: json }) : refuse(`job: ${admitted.message}`);
}

/** TOML's values as JSON: integers of any size by their digits, times as text; undefined where there is no JSON for one. */
function jsonText(value: unknown): string | undefined {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : undefined;
  if (Array.isArray(value)) {
    const texts = value.map(jsonText);
    return texts.includes(undefined) ? undefined : `[${texts.join(",")}]`;
  }
  if (!isTable(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  const texts = members.map(([name, each]) => [JSON.stringify(name), jsonText(each)] as const);
  return texts.some(([, text]) => text === undefined) ? undefined : `{${texts.map(([name, text]) => `${name}:${text}`).join(",")}}`;
}

interface Unnamed {
  readonly path: string;
  readonly entry: Omit<CronEntry, "name">;
  readonly name: string | undefined;
}

/** A name that was given holds; others are the type of the job, with the first number that is free. */
function named(found: readonly Unnamed[], problems: string[]): CronEntry[] {
  const taken = new Set<string>();
  for (const { path, name } of found) {
    if (name === undefined) continue;
    if (taken.has(name)) problems.push(`${path}: there are two cron entries with the name ${JSON.stringify(name)}`);
    taken.add(name);
  }
  const counts = new Map<string, number>();
  const firstFree = (type: string): string => {
    const count = (counts.get(type) ?? 0) + 1;
    counts.set(type, count);
    const own = count === 1 ? type : `${type}-${count}`;
    return taken.has(own) ? firstFree(type) : own;
  };
  return found.map(({ entry, name }) => ({ name: name ?? firstFree(entry.jobtype), ...entry }));
}
