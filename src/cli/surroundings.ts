import type { Readable, Writable } from "node:stream";
import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";

/** What a subcommand reads from and writes to, so that a test can stand in for all of it. */
export interface Surroundings {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
  readonly errors: Writable;
  /** What `millrace help` tells of the server's own flags. */
  readonly serverHelp: string;
}

/** Writes and waits until it was taken, so that a long text meets a slow reader and the end of the process cuts nothing off. */
export async function write(to: Writable, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => to.write(text, (error) => (error ? reject(error) : resolve())));
}

/** Writes a line. */
export async function say({ output }: Surroundings, line: string): Promise<void> {
  await write(output, `${line}\n`);
}
