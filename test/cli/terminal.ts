import { PassThrough, Readable, Writable } from "node:stream";
import { runSubcommand } from "../../src/cli/run.ts";
import type { Surroundings } from "../../src/cli/surroundings.ts";
import { type Clock, systemClock } from "../../src/clock.ts";
import { systemRandom } from "../../src/random.ts";

/** What a subcommand printed, and its exit code. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a test may set of a subcommand's surroundings. */
export interface Setting {
  /** The command port of the server; FAKTORY_URL says so. */
  readonly port?: number;
  readonly variables?: Readonly<Record<string, string>>;
  /** Standard input, in one chunk or several. */
  readonly input?: string | readonly (string | Uint8Array)[];
  /** A terminal stands at the input. */
  readonly isTyped?: boolean;
  readonly clock?: Clock;
}

/** Runs `millrace` with these arguments in this process. */
export async function millrace(args: readonly string[], setting: Setting = {}): Promise<Outcome> {
  const [output, errors] = [new Page(), new Page()];
  const code = await runSubcommand(args, { ...surroundings(setting), output, errors });
  return { code, out: output.text, err: errors.text };
}

function surroundings({ port, variables, input = [], isTyped, clock }: Setting): Omit<Surroundings, "output" | "errors"> {
  const chunks = (typeof input === "string" ? [input] : input).map((chunk) => Buffer.from(chunk));
  return {
    variables: { ...(port === undefined ? {} : { FAKTORY_URL: `tcp://127.0.0.1:${port}` }), ...variables },
    clock: clock ?? systemClock(),
    random: systemRandom(),
    input: isTyped ? typed(chunks) : Readable.from(chunks),
    serverHelp: "Usage: millrace [flags]",
  };
}

/** A terminal whose reader sees one end of input after what was typed. */
function typed(chunks: readonly Buffer[]): Surroundings["input"] {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  for (const chunk of chunks) input.write(chunk);
  input.end();
  return input;
}

/** Keeps what is written to it. */
class Page extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, taken: () => void): void {
    this.text += chunk.toString();
    taken();
  }
}
