import { limits } from "../limits.ts";
import { Trouble } from "../result.ts";
import { backoffSeconds } from "./backoff.ts";
import { cutCharacters } from "./cut.ts";
import type { JobFacts, Micros } from "./facts.ts";
import { formatTimestamp, lastMicros } from "./timestamp.ts";

/** A job's `failure` object (spec §2), in our words; `failureJson` writes it with the wire's names. */
export interface Failure {
  readonly retryCount: number;
  readonly remaining: number;
  /** RFC 3339, of the first failure. */
  readonly failedAt: string;
  /** RFC 3339; absent once no retry is due. */
  readonly nextAt?: string;
  readonly message: string;
  readonly errtype: string;
  readonly backtrace?: readonly string[];
}

/** What a worker says of a failure (spec §3 FAIL), as it said it. */
export interface FailureReport {
  readonly errtype?: string;
  readonly message?: string;
  readonly backtrace?: readonly string[];
  /** Seconds until the retry, if there is to be one. */
  readonly retryIn?: number;
}

/** What a failure needs to know of its job. */
export interface FailingJob {
  readonly retry: number;
  readonly failure?: Failure;
  readonly pushedFailure?: JobFacts["pushedFailure"];
  /** Its own seconds until each retry (`custom.backoff`), the last one for all later ones. */
  readonly backoff?: readonly number[] | undefined;
}

/** Where a job goes after a failure: due (retries) or died (dead, gone) `at`. */
export interface AfterFailure {
  readonly place: "retries" | "dead" | "gone";
  readonly at: Micros;
  readonly failure: Failure;
}

/** The retry path (spec §2): 0 retries → gone; fewer failures than retries → retries; otherwise dead. */
export function afterFailure(job: FailingJob, report: FailureReport, now: Micros, roll: (below: number) => number): AfterFailure {
  const failure = nextFailure(job, report, now);
  if (job.retry === 0) return { place: "gone", at: now, failure };
  if (failure.retryCount >= job.retry) return { place: "dead", at: now, failure };
  // Beyond the year 9999 RFC 3339 ends; some 700 retries lead there.
  const { retryCount } = failure;
  const seconds = report.retryIn ?? ownSeconds(job.backoff, retryCount) ?? backoffSeconds(retryCount, roll);
  const at = Math.min(now + Math.ceil(seconds * 1_000_000), lastMicros);
  return { place: "retries", at, failure: { ...failure, nextAt: formatTimestamp(at) } };
}

function ownSeconds(backoff: readonly number[] | undefined, count: number): number | undefined {
  return backoff?.[Math.min(count, backoff.length - 1)];
}

function nextFailure(job: FailingJob, report: FailureReport, now: Micros): Failure {
  const earlier = job.failure ?? job.pushedFailure;
  const retryCount = earlier === undefined ? 0 : earlier.retryCount + 1;
  const remaining = job.failure === undefined ? job.retry - retryCount : job.failure.remaining - 1;
  const lines = (report.backtrace ?? []).slice(0, limits.backtraceLinesMax);
  return {
    retryCount,
    remaining: Math.max(0, remaining),
    failedAt: earlier?.failedAt ?? formatTimestamp(now),
    message: cutCharacters(report.message ?? "", limits.messageCharactersMax) || "unknown",
    errtype: cutCharacters((report.errtype ?? "").trim(), limits.errtypeCharactersMax) || "unknown",
    ...(lines.length === 0 ? {} : { backtrace: lines.map((line) => cutCharacters(line, limits.backtraceLineCharactersMax)) }),
  };
}

/** A `failure` with the wire's names (spec §2), for the store and for FETCH; well-formed also where strings hold lone surrogates. */
export function failureJson(failure: Failure): string {
  return JSON.stringify({
    retry_count: failure.retryCount,
    remaining: failure.remaining,
    failed_at: failure.failedAt,
    next_at: failure.nextAt,
    message: failure.message,
    errtype: failure.errtype,
    backtrace: failure.backtrace,
  });
}

/** Reads what `failureJson` wrote. Throws `Trouble` where it is something else: the storage was damaged. */
export function readFailure(json: string): Failure {
  const wire = parsed(json);
  const backtrace = wire["backtrace"];
  const nextAt = wire["next_at"];
  const isList = Array.isArray(backtrace) && backtrace.every((line) => typeof line === "string");
  if ((backtrace !== undefined && !isList) || (nextAt !== undefined && typeof nextAt !== "string")) throw unreadable();
  return {
    retryCount: counted(wire["retry_count"]),
    remaining: counted(wire["remaining"]),
    failedAt: written(wire["failed_at"]),
    ...(nextAt === undefined ? {} : { nextAt }),
    message: written(wire["message"]),
    errtype: written(wire["errtype"]),
    ...(isList ? { backtrace } : {}),
  };
}

function parsed(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (isRecord(value)) return value;
  } catch (error) {
    throw new Trouble("a stored failure is unreadable", { cause: error });
  }
  throw unreadable();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function counted(value: unknown): number {
  if (typeof value !== "number") throw unreadable();
  return value;
}

function written(value: unknown): string {
  if (typeof value !== "string") throw unreadable();
  return value;
}

function unreadable(): Trouble {
  return new Trouble("a stored failure is unreadable");
}
