import { addressText } from "./address.ts";
import { duration } from "./durations.ts";
import { withServer } from "./handshake.ts";
import { askInfo, type ServerInfo } from "./server-info.ts";
import { shownJson } from "./shown.ts";
import { examples, jsonOption, type Subcommand } from "./subcommand.ts";
import { say } from "./surroundings.ts";
import { facts } from "./table.ts";

/** `millrace info`: the numbers of INFO (spec §3). */
export const info: Subcommand = (program, surroundings) => {
  program
    .command("info")
    .summary("the numbers of a server")
    .description("Prints the numbers of a server: what is queued, scheduled, failed and under way.")
    .option(...jsonOption)
    .addHelpText(
      "after",
      examples([
        ["millrace info", "as text"],
        ["millrace info --json", "the server's own JSON"],
        ["FAKTORY_URL=tcp://:secret@jobs:7419 millrace info", "another server's"],
      ]),
    )
    .action(async ({ json }: { json?: true }) =>
      withServer(surroundings, async (server, address) => {
        const told = await askInfo(server);
        await say(surroundings, json ? shownJson(told.text) : asText(told, addressText(address)));
      }),
    );
};

function asText(told: ServerInfo, where: string): string {
  const set = (name: string) => String(told.number("faktory", "sets", name));
  const version = told.string("server", "version");
  return facts([
    ["server", `${told.string("server", "description")}${version === "" ? "" : ` ${version}`}`],
    ["protocol", told.string("server", "faktory_version")],
    ["address", where],
    ["up", duration(told.number("server", "uptime"))],
    ["connections", String(told.number("server", "connections"))],
    ["commands", String(told.number("server", "command_count"))],
    ["memory", `${told.number("server", "used_memory_mb")} MB`],
    ["queues", String(told.queues.length)],
    ["enqueued", String(told.number("faktory", "total_enqueued"))],
    ["working", set("working")],
    ["scheduled", set("scheduled")],
    ["retries", set("retries")],
    ["dead", set("dead")],
    ["processed", String(told.number("faktory", "total_processed"))],
    ["failures", String(told.number("faktory", "total_failures"))],
  ]);
}
