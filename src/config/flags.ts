import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { logLevels } from "../log.ts";
import { ok, refuse, type Result } from "../result.ts";
import { type Binding, bindingText, readBinding } from "./binding.ts";
import { type Config, defaults, environments } from "./config.ts";

/** What the command line asks for. */
export type Request = { readonly wish: "help" } | { readonly wish: "version" } | { readonly wish: "serve"; readonly config: Config };

const options = {
  b: { type: "string", short: "b" },
  w: { type: "string", short: "w" },
  e: { type: "string", short: "e" },
  l: { type: "string", short: "l" },
  d: { type: "string", short: "d" },
  c: { type: "string", short: "c" },
  v: { type: "boolean", short: "v" },
  h: { type: "boolean", short: "h" },
} as const;

type Flag = keyof typeof options;

/** Reads the command line and the variables that keep a server from starting unprotected (spec §7). */
export function readFlags(args: readonly string[], variables: Readonly<Record<string, string | undefined>>): Result<Request> {
  const values = readValues(args);
  if (!values.ok) return values;
  const { b, w, e, l, d, c, v, h } = values.value;
  if (h !== undefined) return ok({ wish: "help" });
  if (v !== undefined) return ok({ wish: "version" });

  const defaultsHere = defaults(variables["HOME"] || undefined);
  const environment = oneOf(environments, "environment", e ?? (variables["FAKTORY_ENV"] || defaultsHere.environment));
  if (!environment.ok) return environment;
  const protection = refuseUnprotected(environment.value, variables);
  if (protection) return protection;
  const logLevel = oneOf(logLevels, "log level", l ?? defaultsHere.logLevel);
  if (!logLevel.ok) return logLevel;
  const binding: Result<Binding> = b === undefined ? ok(defaultsHere.binding) : readBinding(b);
  if (!binding.ok) return binding;
  const webBinding: Result<Binding | undefined> =
    w === undefined ? ok(defaultsHere.webBinding) : w === ":0" ? ok(undefined) : readBinding(w);
  if (!webBinding.ok) return webBinding;
  const config: Config = {
    ...defaultsHere,
    environment: environment.value,
    logLevel: logLevel.value,
    binding: binding.value,
    webBinding: webBinding.value,
    storageDirectory: resolve(d ?? defaultsHere.storageDirectory),
    configDirectory: resolve(c ?? defaultsHere.configDirectory),
  };
  return ok({ wish: "serve", config });
}

/** The last value of each flag; a flag nobody knows, one without its value, and anything that is no flag are refused. */
function readValues(args: readonly string[]): Result<Partial<Record<Flag, string>>> {
  const values: Partial<Record<Flag, string>> = {};
  // Not strict: its errors would be several sentences; the tokens say the same in a form of our own.
  for (const token of parseArgs({ args: [...args], options, strict: false, tokens: true }).tokens) {
    if (token.kind === "positional") return refuse(`unexpected argument ${JSON.stringify(token.value)}; -h lists the flags`);
    if (token.kind === "option-terminator") continue;
    const flag = (Object.keys(options) as Flag[]).find((known) => known === token.name);
    if (flag === undefined) return refuse(`unknown flag ${token.rawName}; -h lists the flags`);
    // "-b=:7419", which Go's flag package takes, arrives here with its "=".
    const value = token.value?.replace(/^=/, "") ?? "";
    if (options[flag].type === "string" && value === "") return refuse(`flag -${flag} needs a value; -h lists the flags`);
    values[flag] = value;
  }
  return ok(values);
}

function oneOf<T extends string>(allowed: readonly T[], what: string, value: string): Result<T> {
  const found = allowed.find((each) => each === value);
  return found === undefined ? refuse(`unknown ${what} ${JSON.stringify(value)}: it is one of ${allowed.join(", ")}`) : ok(found);
}

/** Never serve openly where a password was asked for: this version does not know one. */
function refuseUnprotected(
  environment: Config["environment"],
  variables: Readonly<Record<string, string | undefined>>,
): Result<never> | undefined {
  if (environment !== "development") {
    return refuse(`environment ${environment} needs a password, and this version does not know passwords: only development starts`);
  }
  if (variables["FAKTORY_PASSWORD"]) {
    return refuse("FAKTORY_PASSWORD is set, and this version does not know passwords: unset it to serve without one");
  }
  return undefined;
}

/** The text of `-h`. */
export function helpText(): string {
  const { binding, webBinding, environment, logLevel, storageDirectory, configDirectory } = defaults();
  return `Usage: millrace [flags]

  -b HOST:PORT  where workers and producers connect (default ${bindingText(binding)})
  -w HOST:PORT  where the web pages are; :0 turns them off (default ${webBinding ? bindingText(webBinding) : ":0"})
  -e NAME       environment: ${environments.join(", ")} (default ${environment})
  -l LEVEL      log level: ${logLevels.join(", ")} (default ${logLevel})
  -d DIRECTORY  storage (default ${storageDirectory})
  -c DIRECTORY  configuration (default ${configDirectory})
  -v            print the version
  -h            print this`;
}
