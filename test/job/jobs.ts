import fc from "fast-check";
import { admit, type Admitted } from "../../src/job/admission.ts";
import type { Micros } from "../../src/job/facts.ts";
import type { Result } from "../../src/result.ts";

/** 2026-01-02T03:04:05.678901Z. */
export const noon: Micros = 1_767_323_045_678_901;
/** `noon` as the server writes it. */
export const noonText = "2026-01-02T03:04:05.678901Z";

/** Seeds of `rollOf`, spread over all there are: fast-check prints the one that failed. */
export const seeds = fc.noBias(fc.integer());

/** A text as UTF-8. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Bytes as text; throws where they are not UTF-8. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** The text of a job that is right, with `members` (JSON texts by name) put in or in place; undefined leaves one out. */
export function jobText(members: Readonly<Record<string, string | undefined>> = {}): string {
  const all = {
    jid: `"12345678"`,
    jobtype: `"Mill"`,
    args: "[]",
    queue: `"flour"`,
    retry: "3",
    created_at: `"2026-01-01T00:00:00Z"`,
    ...members,
  };
  const written = Object.entries(all).filter(([, value]) => value !== undefined);
  return `{${written.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`;
}

/** What `admit` makes of a text. */
export function admitted(text: string): Result<Admitted> {
  return admit(bytesOf(text), noon);
}

/** The stored text of a job that is admitted. */
export function storedText(text: string): string {
  return textOf(valueOf(admitted(text)).payload);
}

/** The value of a result that must be one. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.message}`);
  return result.value;
}

/** The text of a result that must be a refusal. */
export function refusalOf(result: Result<unknown>): string {
  if (result.ok) throw new Error(`not refused: ${JSON.stringify(result.value)}`);
  return result.message;
}
