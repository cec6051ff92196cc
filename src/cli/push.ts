import { isUtf8 } from "node:buffer";
import { type Command, Option } from "commander";
import { isQueueName, refuseQueueName } from "../job/queue-name.ts";
import { skipSpace, skipValue } from "../job/scan.ts";
import { parseTimestamp } from "../job/timestamp.ts";
import { Failure } from "./failure.ts";
import { order } from "./answers.ts";
import { withServer } from "./handshake.ts";
import { newJid } from "../job/jid.ts";
import { pushFile } from "./push-file.ts";
import { asJson, shown } from "./shown.ts";
import { examples, jsonOption, type Subcommand } from "./subcommand.ts";
import { say, type Surroundings } from "./surroundings.ts";

interface PushOptions {
  readonly file?: string;
  readonly queue?: string;
  readonly at?: string;
  readonly retry?: string;
  readonly jid?: string;
  readonly json?: true;
}

/** `millrace push`: one job from the command line, or a file of them (spec §3 PUSH, PUSHB). */
export const push: Subcommand = (program, surroundings) => {
  const command = program
    .command("push")
    .summary("push a job, or a file of them")
    .description(
      "Pushes a job and prints its jid; or, with --file, a job a line. Arguments and lines are JSON, and go to the server as they are.",
    )
    .argument("[type]", "the job's type")
    .argument("[args...]", "its arguments, a JSON value each")
    .addOption(new Option("-f, --file <path>", "NDJSON: a job a line, - is standard input").conflicts(["queue", "at", "retry", "jid"]))
    .option("-q, --queue <name>", "the job's queue")
    .option("--at <time>", "when it is due, RFC 3339")
    .option("--retry <count>", "how often it is retried; 0: never, -1: to the dead at its first failure")
    .option("--jid <jid>", "its jid, at least 8 characters; random where absent")
    .option(...jsonOption)
    .addHelpText(
      "after",
      examples([
        ["millrace push Mail 42 true null", "numbers, booleans and null are JSON as they are"],
        [`millrace push Mail '"ada@example.com"'`, "a string keeps its own quotes inside the shell's"],
        [`millrace push Mail '{"to":[1,2]}' --queue bulk`, ""],
        ["millrace push Report -1 --at 2030-01-01T00:00:00Z", ""],
        ["millrace push --file jobs.ndjson", `lines like {"jobtype":"Mail","args":[42]}`],
        ["zcat jobs.gz | millrace push --file -", ""],
      ]),
    );
  command.action(async (type: string | undefined, args: readonly string[], options: PushOptions) => {
    if (options.file !== undefined) {
      if (type !== undefined) throw new Failure("usage", "say a type and its arguments, or --file, not both");
      return pushFile(surroundings, options.file, options.json === true);
    }
    return pushOne(surroundings, command, { type, args, options });
  });
};

interface Job {
  readonly type: string | undefined;
  readonly args: readonly string[];
  readonly options: PushOptions;
}

async function pushOne(surroundings: Surroundings, command: Command, { type, args, options }: Job): Promise<void> {
  if (type === undefined) command.error("error: say the job's type, or --file");
  const jid = options.jid ?? newJid(surroundings.random);
  const members = [`"jid":${asJson(jid)}`, `"jobtype":${asJson(type)}`, `"args":[${args.map(argument).join(",")}]`, ...chosen(options)];
  await withServer(surroundings, (server) => order(server, `PUSH {${members.join(",")}}`));
  await say(surroundings, options.json ? asJson({ jid }) : shown(jid));
}

/** One argument as JSON text, byte for byte; only a line break between its tokens, which would end the command, becomes a space. */
function argument(text: string, index: number): string {
  const bytes = Buffer.from(text);
  const end = isUtf8(bytes) ? skipValue(bytes, skipSpace(bytes, 0), 2) : -1;
  if (end >= 0 && skipSpace(bytes, end) === bytes.length) return text.replace(/[\r\n]/g, " ");
  const hint = /^[[{"]/.test(text) ? "" : `; a string needs quotes of its own: '${shown(JSON.stringify(text))}'`;
  throw new Failure("usage", `argument ${index + 1} is no JSON: ${shown(text)}${hint}`);
}

function chosen({ queue, at, retry }: PushOptions): string[] {
  if (queue !== undefined && !isQueueName(queue)) throw new Failure("usage", refuseQueueName(queue).message);
  if (at !== undefined && parseTimestamp(at) === undefined) {
    throw new Failure("usage", `--at ${shown(at)} is no time: say it as 2030-01-31T12:00:00Z or with an offset, +02:00`);
  }
  if (retry !== undefined && !/^(?:-1|\d{1,9})$/.test(retry))
    throw new Failure("usage", `--retry ${shown(retry)} is no count: 0, 1, 2, ... or -1`);
  return [
    ...(queue === undefined ? [] : [`"queue":"${queue}"`]),
    ...(at === undefined ? [] : [`"at":"${at}"`]),
    ...(retry === undefined ? [] : [`"retry":${Number(retry)}`]),
  ];
}
