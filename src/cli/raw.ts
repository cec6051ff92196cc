import { createInterface } from "node:readline";
import { LineReader } from "../wire/line-reader.ts";
import type { Answer } from "../wire/reply-reader.ts";
import { addressText } from "./address.ts";
import type { Connection } from "./connection.ts";
import { Failure } from "./failure.ts";
import { withServer } from "./handshake.ts";
import { shown } from "./shown.ts";
import { examples, type Subcommand } from "./subcommand.ts";
import { say, type Surroundings } from "./surroundings.ts";

/** `millrace raw`: each line is sent as a command, and its answer printed (spec §3). */
export const raw: Subcommand = (program, surroundings) => {
  program
    .command("raw")
    .summary("send lines as commands and print the answers")
    .description(
      "Sends each line to the server as a command of the protocol, and prints the answer. END, exit or the end of input ends it.",
    )
    .addHelpText(
      "after",
      examples([
        ["millrace raw", "a prompt"],
        ["echo INFO | millrace raw", "the exit code is 1 where an answer was an error"],
        [`echo 'MUTATE {"cmd":"kill","target":"retries"}' | millrace raw`, ""],
      ]),
    )
    .action(async () =>
      withServer(surroundings, async (server, address) => {
        const isAsked = surroundings.input.isTTY === true;
        const lines = isAsked ? promptedLines(surroundings, addressText(address)) : pipedLines(surroundings);
        const errors = await converse(server, lines, surroundings);
        if (errors > 0 && !isAsked)
          throw new Failure("error", `${errors} command${errors === 1 ? " was" : "s were"} answered with an error`);
      }),
    );
};

/** Sends each line once the one before it is answered; the number of errors. */
async function converse(server: Connection, lines: AsyncIterable<Buffer>, surroundings: Surroundings): Promise<number> {
  let errors = 0;
  for await (const line of lines) {
    const words = line.toString().trim();
    // The server gives no answer to a blank line, nor to END.
    if (words === "") continue;
    if (words === "END" || words.startsWith("END ") || words === "exit" || words === "quit") break;
    const answer = await server.ask(line);
    if (answer.kind === "error") errors++;
    await say(surroundings, shown(textOf(answer)));
  }
  return errors;
}

function textOf(answer: Answer): string {
  switch (answer.kind) {
    case "bulk":
      return answer.content.toString();
    case "nothing":
      return "(nothing)";
    case "line":
    case "error":
      return answer.text;
  }
}

async function* promptedLines({ input, output }: Surroundings, where: string): AsyncGenerator<Buffer> {
  const reader = createInterface({ input, output, prompt: `${where}> ` });
  let isOpen = true;
  reader.once("close", () => (isOpen = false));
  try {
    reader.prompt();
    for await (const line of reader) {
      yield Buffer.from(line);
      // Lines that were typed before the end are still to come, but nobody is there to be prompted.
      if (isOpen) reader.prompt();
    }
  } finally {
    reader.close();
  }
}

/** Byte for byte, whatever they hold. */
async function* pipedLines({ input }: Surroundings): AsyncGenerator<Buffer> {
  const lines = new LineReader();
  const whole = function* (): Generator<Buffer> {
    for (let line = lines.next(); line !== undefined; line = lines.next()) yield Buffer.from(line);
    if (lines.isTooLong) throw new Failure("error", "a line is too long");
  };
  for await (const chunk of input) {
    lines.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
    yield* whole();
  }
  lines.push(Buffer.from("\n"));
  yield* whole();
}
