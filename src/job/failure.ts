/** A job's `failure` object (spec §2), in our words; `job/handout.ts` writes it with the wire's names. */
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
