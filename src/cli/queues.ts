import type { Command } from "commander";
import { isQueueName } from "../job/queue-name.ts";
import type { Connection } from "./connection.ts";
import { duration } from "./durations.ts";
import { Failure } from "./failure.ts";
import { order, query } from "./answers.ts";
import { withServer } from "./handshake.ts";
import { askInfo, type QueueInfo } from "./server-info.ts";
import { asJson, shown, shownJson } from "./shown.ts";
import { examples, jsonOption, type Subcommand } from "./subcommand.ts";
import { say, type Surroundings } from "./surroundings.ts";
import { table } from "./table.ts";

/** `millrace queues`: QUEUE and what INFO tells of queues (spec §3). */
export const queues: Subcommand = (program, surroundings) => {
  const group = program
    .command("queues")
    .summary("list, pause, resume and remove queues")
    .description("Lists queues, and pauses, resumes or removes them.")
    .addHelpText(
      "after",
      examples([
        ["millrace queues ls", "all queues: size, latency, paused or not"],
        ["millrace queues pause mail bulk", "FETCH passes these two over"],
        ["millrace queues resume --all", ""],
        ["millrace queues latency mail", "how old its oldest job is"],
        ["millrace queues remove old --yes", "the queue and its jobs are gone"],
      ]),
    );
  addList(group, surroundings);
  addLatency(group, surroundings);
  addChange(group, surroundings, { verb: "pause", done: "paused", description: "FETCH passes these queues over until they are resumed." });
  addChange(group, surroundings, { verb: "resume", done: "resumed", description: "FETCH serves these queues again." });
  addChange(group, surroundings, { verb: "remove", done: "removed", description: "Drops these queues, their jobs and their pause." });
};

function addList(group: Command, surroundings: Surroundings): void {
  group
    .command("ls")
    .description("Lists all queues.")
    .option(...jsonOption)
    .action(async ({ json }: { json?: true }) =>
      withServer(surroundings, async (server) => {
        const { queues: all } = await askInfo(server);
        await say(surroundings, json ? asJson(all.map(asMembers)) : asTable(all));
      }),
    );
}

function asMembers({ name, size, latency, isPaused }: QueueInfo): Record<string, unknown> {
  return { name, size, latency, paused: isPaused };
}

function asTable(all: readonly QueueInfo[]): string {
  return table(
    [{ title: "QUEUE" }, { title: "SIZE", isNumber: true }, { title: "LATENCY", isNumber: true }, { title: "PAUSED" }],
    all.map(({ name, size, latency, isPaused }) => [
      name,
      String(size),
      latency === undefined ? "-" : duration(latency),
      isPaused === undefined ? "-" : isPaused ? "yes" : "no",
    ]),
  );
}

function addLatency(group: Command, surroundings: Surroundings): void {
  group
    .command("latency")
    .description("Prints how old the oldest job of each of these queues is (of all, where none is named).")
    .argument("[names...]", "queues")
    .option(...jsonOption)
    .action(async (names: readonly string[], { json }: { json?: true }) =>
      withServer(surroundings, async (server) => {
        const chosen = (await chosenQueues(server, names, names.length === 0)).map(({ name }) => name);
        const { text, members } = await query(server, ["QUEUE LATENCY", ...chosen].join(" "));
        if (json) return say(surroundings, shownJson(text));
        const rows = chosen.map((name) => [name, duration(Number(members[name] ?? 0))]);
        return say(surroundings, table([{ title: "QUEUE" }, { title: "LATENCY", isNumber: true }], rows));
      }),
    );
}

interface Change {
  readonly verb: "pause" | "resume" | "remove";
  readonly done: string;
  readonly description: string;
}

interface ChangeOptions {
  readonly all?: true;
  readonly yes?: true;
  readonly json?: true;
}

function addChange(group: Command, surroundings: Surroundings, { verb, done, description }: Change): void {
  const command = group.command(verb).description(description).argument("[names...]", "queues").option("--all", "all queues");
  if (verb === "remove") command.option("--yes", "really; without it only what would be removed is told");
  command.option(...jsonOption).action(async (names: readonly string[], { all, yes, json }: ChangeOptions) => {
    const isAll = all ?? names.includes("*");
    if (names.length === 0 && !isAll) throw new Failure("usage", `name the queues to ${verb}, or say --all`);
    await withServer(surroundings, async (server) => {
      const chosen = await chosenQueues(server, names, isAll);
      if (verb === "remove" && !yes) throw new Failure("usage", `would remove ${inWords(chosen)}; --yes does it`);
      const changed = chosen.map(({ name }) => name);
      if (changed.length > 0) await order(server, ["QUEUE", verb.toUpperCase(), ...changed].join(" "));
      await say(surroundings, json ? asJson({ [done]: changed }) : `${done} ${changed.join(", ") || "nothing: there are no queues"}`);
    });
  });
}

/** The queues of these names, or all; one that does not exist is a `Failure`, and then nothing was done. */
async function chosenQueues(server: Connection, names: readonly string[], isAll: boolean): Promise<readonly QueueInfo[]> {
  const { queues: there } = await askInfo(server);
  if (isAll) return there.filter(({ name }) => isQueueName(name));
  const missing = names.filter((wanted) => !isQueueName(wanted) || !there.some(({ name }) => name === wanted));
  if (missing.length > 0) throw new Failure("notFound", `no such queue: ${missing.map(shown).join(", ")}`);
  return there.filter(({ name }) => names.includes(name));
}

const namedMax = 5;

function inWords(chosen: readonly QueueInfo[]): string {
  const jobs = chosen.reduce((sum, { size }) => sum + size, 0);
  const first = chosen.slice(0, namedMax).map(({ name, size }) => `${name}: ${size}`);
  const sample = [...first, ...(chosen.length > namedMax ? ["..."] : [])].join(", ");
  return `${chosen.length} queue${chosen.length === 1 ? "" : "s"} with ${jobs} job${jobs === 1 ? "" : "s"} (${sample})`;
}
