/** A refusal is the client's fault and travels as a value, never as an exception: its code and text are the answer (spec §1). */
export interface Refusal {
  readonly ok: false;
  readonly code: "ERR" | "NOTUNIQUE";
  /** The text behind the code, without a line break. */
  readonly message: string;
}

/** Either a value or a refusal. */
export type Result<T> = { readonly ok: true; readonly value: T } | Refusal;

/** A result that carries `value`. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A refusal with the code ERR. */
export function refuse(message: string): Refusal {
  return { ok: false, code: "ERR", message };
}

/** Trouble is the world's fault (disk, network): thrown, caught at the edge, answered as `-ERR`, logged, shown by health. */
export class Trouble extends Error {
  override readonly name = "Trouble";
}

/** A bug is ours: it fails the one command that met it, loudly. */
export function assert(claim: boolean, text: string): asserts claim {
  if (!claim) throw new Error(`bug: ${text}`);
}
