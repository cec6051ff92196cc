/** What the exit code of a subcommand says. */
export const exitCodes = { ok: 0, error: 1, usage: 2, unreachable: 3, notFound: 4, unhealthy: 5 } as const;

/** Why a subcommand could not do what it was asked: one line on standard error, and its exit code. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly why: Exclude<keyof typeof exitCodes, "ok">;

  constructor(why: Failure["why"], text: string) {
    super(text);
    this.why = why;
  }
}

/** The text of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system's error, "" where it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

const networkReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "it closed the connection without an answer",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "there is no such host, or no name server to ask",
  EPROTO: "it does not speak TLS",
};

/** Why there was no connection. */
export function networkReason(error: unknown): string {
  return networkReasons[codeOf(error)] ?? reasonOf(error);
}
