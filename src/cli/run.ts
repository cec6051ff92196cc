import { Command, CommanderError } from "commander";
import { codeOf, exitCodes, Failure } from "./failure.ts";
import { subcommands } from "./index.ts";
import { type Surroundings, write } from "./surroundings.ts";

const exitCodesHelp = `
Exit codes: 0 done, 1 error, 2 wrong usage, 3 server unreachable, 4 not found, 5 unhealthy.

The server is FAKTORY_URL's, tcp://localhost:7419 where it is not set: tcp://:PASSWORD@HOST:PORT, and tcp+tls:// for TLS
(NODE_EXTRA_CA_CERTS names a file of further certificates to trust). FAKTORY_PROVIDER names another variable to read instead.
FAKTORY_PASSWORD is the password where the URL has none; a value that begins with / names a file that holds it.`;

/** Runs a subcommand: what it prints goes to the surroundings, and its exit code comes back. */
export async function runSubcommand(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const written: Promise<void>[] = [];
  try {
    try {
      await program(surroundings, written).parseAsync([...args], { from: "user" });
    } finally {
      await Promise.all(written);
    }
    return exitCodes.ok;
  } catch (error) {
    // Whoever reads what is printed has had enough (`millrace queues ls | head -1`).
    if (codeOf(error) === "EPIPE") return exitCodes.ok;
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (!(error instanceof Failure)) throw error;
    await write(surroundings.errors, `millrace: ${error.message}\n`);
    return exitCodes[error.why];
  }
}

function program(surroundings: Surroundings, written: Promise<void>[]): Command {
  const all = new Command("millrace")
    .description("A work server that speaks the Faktory protocol. With a command it talks to a server; without one it is a server.")
    .usage("COMMAND [arguments]")
    .helpOption("-h, --help", "print this")
    .showHelpAfterError("(--help shows how)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void written.push(write(surroundings.output, text)),
      writeErr: (text) => void written.push(write(surroundings.errors, text)),
      outputError: (text, writeTo) => writeTo(text.replace(/^error: /, "millrace: ")),
    })
    .addHelpText("after", `\n${surroundings.serverHelp}\n${exitCodesHelp}`);
  for (const add of subcommands) add(all, surroundings);
  return all;
}
