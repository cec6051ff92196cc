import { allowedText } from "../../src/config/allowed.ts";
import { cronJobKeys, cronKeys } from "../../src/config/cron-keys.ts";
import { variableDocs } from "../../src/config/environment.ts";
import { flagDocs } from "../../src/config/flags.ts";
import { type Key, tableKeys } from "../../src/config/keys.ts";
import { throttleKeys } from "../../src/config/throttles.ts";

/** A file that sets something, for the page; a test loads it. */
export const exampleFile = `[faktory]
binding = ":7419"
password = "/run/secrets/faktory"
max_connections = 5000
log_level = "warn"

[web]
binding = "localhost:7420"
origins = ["https://jobs.example.org"]

[statsd]
location = "localhost:8125"

[throttles]
mail = { rate = 100, per = 60 }
reports = { concurrency = 2, timeout = 600 }

[[cron]]
schedule = "CRON_TZ=Europe/Berlin 30 2 * * MON-FRI"
[cron.job]
type = "Report"
args = ["daily"]
`;

/** docs/configuration.md (spec §7), written from the one place where every key stands. */
export function configurationReference(): string {
  return `# Configuration

Written by \`bun run docs:config\` from \`src/config/keys.ts\`: change it there.

A value is looked for in this order: flag, variable, file, default. A wrong value stops the start: the line names where it stands
and what is allowed, all of them are said at once, and the exit code is 1. A key or table that nobody knows is a warning with the
key that was probably meant.

## Flags

${table(
  ["flag", "meaning"],
  Object.entries(flagDocs).map(([flag, { doc, ...rest }]) => [`\`-${flag}${"argument" in rest ? ` ${rest.argument}` : ""}\``, doc]),
)}

## Variables

${table(
  ["variable", "meaning"],
  Object.entries(variableDocs).map(([name, doc]) => [`\`${name}\``, doc]),
)}

## Files

\`conf.d/*.toml\` of the config directory, in the order of their names. They are merged: tables key by key, arrays of tables are
joined, of anything else the later file's value holds. A file that can't be read or is not valid TOML stops the start. Names that
begin with a dot are passed over.

\`\`\`toml
${exampleFile}\`\`\`

${[...tableKeys].map(([name, keys]) => `### [${name}]\n\n${keyTable(keys)}`).join("\n\n")}

${tablesOfFeatures()}

## The password

The first of these that is there: \`FAKTORY_PASSWORD\`, \`[faktory] password\`, in staging and production \`/etc/faktory/password\`. A
value that begins with \`/\` names a file that holds the password, with white space around it cut off. An empty value is as none.
Staging and production refuse to start without a password, unless \`FAKTORY_SKIP_PASSWORD\` allows it; then \`/etc/faktory/password\`
is not looked for.

## TLS

With \`private.key.pem\` and \`public.cert.pem\` in the config directory both ports speak TLS. One without the other stops the start.

## Signals

| signal | meaning |
| --- | --- |
| TERM, INT | stop: no new connections, what was started is answered, exit code 0 |
| HUP | read the files again: what the tables above say is applied, and the certificate; of the rest the log says that it needs a restart. A broken file keeps the old configuration, with a warning. No connection is lost |
| TTIN | write the state to the log: connections, workers, queues, memory, and the configuration without its passwords |
`;
}

/** The tables whose names or number an operator chooses. */
function tablesOfFeatures(): string {
  return `### [throttles]

A queue's name, and how many of its jobs may be out; [throttling.md](throttling.md) says more. One of the first two keys with a \`timeout\`,
or the last two.

${keyTable(new Map<string, Key>(Object.entries(throttleKeys)))}

### [[cron]]

A job that is pushed at times of a schedule; [cron.md](cron.md) says more. A wrong entry stops the start, and is named with its file.

${keyTable(new Map<string, Key>(Object.entries(cronKeys)))}

### [cron.job]

${keyTable(new Map<string, Key>(Object.entries(cronJobKeys)))}`;
}

function keyTable(keys: ReadonlyMap<string, Key>): string {
  return table(
    ["key", "value", "default", "reload", "meaning"],
    [...keys].map(([name, key]) => {
      const { doc, flag, isReloaded } = key.about;
      return [
        `\`${name}\``,
        allowedText(key),
        defaultText(key),
        isReloaded ? "applies it" : "needs a restart",
        flag ? `${doc} Flag \`-${flag}\`.` : doc,
      ];
    }),
  );
}

function defaultText(key: Key): string {
  const value: unknown = key["default"];
  if (value === undefined) return key.about.otherwise ?? "none";
  const isRound = typeof value === "number" && key.about.unit === "bytes" && value % 1_048_576 === 0;
  return `\`${JSON.stringify(value)}\`${isRound ? ` (${value / 1_048_576} MiB)` : ""}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
