import type { CustomFacts } from "./custom.ts";

/** Microseconds since 1970, UTC. */
export type Micros = number;

/** What the server reads out of a payload, once, when it is pushed or loaded: all that any rule of spec §2 asks for. */
export interface JobFacts {
  readonly jid: string;
  readonly jobtype: string;
  readonly queue: string;
  /** Retries allowed; 0 drops the job at its first failure, -1 sends it to dead. */
  readonly retry: number;
  /** Seconds, as the client pushed them (not yet raised to the minimum); absent where it said nothing. */
  readonly reserveFor?: number;
  /** When the job is due; absent where it is to run at once. */
  readonly at?: Micros;
  /** Failures counted so far as the client pushed them: the `retry_count` of a pushed `failure`, and its `failed_at`. */
  readonly pushedFailure?: { readonly retryCount: number; readonly failedAt?: string };
  /** What it asks of the features, bits of `trait`; 0: nothing. */
  readonly traits: number;
  /** What its `custom` says to them; only at the push, and only where there is a trait. */
  readonly custom?: CustomFacts;
}
