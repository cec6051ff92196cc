import { join } from "node:path";
import { ok, refuse, type Result } from "../result.ts";
import { listed } from "./allowed.ts";

/** The environments of spec §7; all but the first need a password. */
export const environments = ["development", "staging", "production"] as const;

/** One of `environments`. */
export type Environment = (typeof environments)[number];

/** The variables of the process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Every variable that the server reads (spec §7), for the reference. An empty one is as one that is not set. */
export const variableDocs = {
  FAKTORY_PASSWORD: "The password. One that begins with `/` names a file that holds it.",
  FAKTORY_ENV: `The environment: ${listed(environments)}. The flag \`-e\` wins.`,
  FAKTORY_SKIP_PASSWORD: "With `1`, `true` or `yes` staging and production start without a password.",
  DD_DOGSTATSD_URL: "Where metrics are sent, `udp://HOST:PORT`; it wins over `[statsd] location`.",
  DD_AGENT_HOST: "The same as a host alone, where `DD_DOGSTATSD_URL` is not set.",
  DD_TAGS: "Tags of each metric, with commas or blanks between them, behind those of `[statsd] tags`.",
} as const;

/** The environment, by flag or variable (spec §7). */
export function readEnvironment(flag: string | undefined, variables: Variables): Result<Environment> {
  const [where, value] = flag === undefined ? ["FAKTORY_ENV", variables["FAKTORY_ENV"]] : ["-e", flag];
  if (value === undefined || value === "") return ok("development");
  const found = environments.find((each) => each === value);
  const words = environments.map((each) => JSON.stringify(each));
  return found === undefined ? refuse(`${where} is ${JSON.stringify(value)}: it must be ${listed(words)}`) : ok(found);
}

/** Whether the variable allows a server without a password (spec §7); with a warning where it says something else. */
export function readSkip(variables: Variables, warnings: string[]): boolean {
  const value = variables["FAKTORY_SKIP_PASSWORD"] ?? "";
  if (["1", "true", "yes"].includes(value)) return true;
  if (!["", "0", "false", "no"].includes(value)) {
    warnings.push(`FAKTORY_SKIP_PASSWORD is ${JSON.stringify(value)}, which means nothing: only 1, true and yes skip the password`);
  }
  return false;
}

/**
 * Where an environment keeps its things (spec §7). The home is asked for only where it matters: a user that exists only while the
 * service runs has none.
 */
export function directoriesOf(environment: Environment, home: () => string): { storage: string; config: string } {
  if (environment !== "development") return { config: "/etc/faktory", storage: "/var/lib/faktory/db" };
  const config = join(home(), ".faktory");
  return { config, storage: join(config, "db") };
}
