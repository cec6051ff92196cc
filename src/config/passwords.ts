import { readFileSync } from "node:fs";
import { bindingText, isLoopback } from "./binding.ts";
import type { Config } from "./config.ts";
import type { Environment, Variables } from "./environment.ts";
import { fileFault } from "./file-fault.ts";
import { keyName, type Settings } from "./keys.ts";

/** Read in staging and production where nothing else names a password (spec §7). */
export const passwordFile = "/etc/faktory/password";

interface PasswordParts {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly skipsPassword: boolean;
  readonly variables: Variables;
  readonly passwordFile: string;
  /** A file could not be read: the password may stand there, and that it is missing would only mislead. */
  readonly isIncomplete: boolean;
  readonly problems: string[];
}

/** The settings with the passwords themselves in place of what names them (spec §7); what is wrong with them goes to `problems`. */
export function withPasswords(parts: PasswordParts): Settings {
  const { settings, problems } = parts;
  const { password: _command, ...faktory } = settings.faktory;
  const { password: named, readonly_password: namedReadonly, ...web } = settings.web;
  const password = commandPassword(parts);
  const webPassword = named ? contentOf(named, keyName("web", "password"), problems) : undefined;
  const readonlyPassword = namedReadonly ? contentOf(namedReadonly, keyName("web", "readonly_password"), problems) : undefined;
  if (readonlyPassword !== undefined) checkReadonly(parts, readonlyPassword, webPassword ?? password);
  return {
    ...settings,
    faktory: password === undefined ? faktory : { ...faktory, password },
    web: {
      ...web,
      ...(webPassword === undefined ? {} : { password: webPassword }),
      ...(readonlyPassword === undefined ? {} : { readonly_password: readonlyPassword }),
    },
  };
}

/** Without another password everybody may do everything, and with the same one whoever has it. */
function checkReadonly({ problems, isIncomplete }: PasswordParts, readonlyPassword: string, password: string | undefined): void {
  const name = keyName("web", "readonly_password");
  if (password === undefined && !isIncomplete)
    problems.push(`${name} protects nothing without a password: set ${keyName("web", "password")} too`);
  if (password !== undefined && password !== "" && password === readonlyPassword)
    problems.push(`${name} is the same as the password: take another one`);
}

function commandPassword({ settings, environment, skipsPassword, variables, problems, ...parts }: PasswordParts): string | undefined {
  const variable = variables["FAKTORY_PASSWORD"];
  if (variable) return contentOf(variable, "FAKTORY_PASSWORD", problems);
  const { password } = settings.faktory;
  if (password) return contentOf(password, keyName("faktory", "password"), problems);
  if (environment === "development" || skipsPassword) return undefined;
  const found = fileContent(parts.passwordFile, `environment ${environment}`, problems, true);
  if (found === undefined && !parts.isIncomplete) {
    problems.push(
      `environment ${environment} needs a password: set FAKTORY_PASSWORD or [faktory] password, or write it into ${parts.passwordFile}; ` +
        "FAKTORY_SKIP_PASSWORD=1 starts without one",
    );
  }
  return found;
}

/** A value that begins with a slash is the path of a file that holds the password. */
function contentOf(value: string, where: string, problems: string[]): string | undefined {
  return value.startsWith("/") ? fileContent(value, where, problems) : value;
}

function fileContent(path: string, where: string, problems: string[], mayBeMissing = false): string | undefined {
  try {
    const password = readFileSync(path, "utf8").trim();
    if (password === "") problems.push(`${where} reads its password from ${path}, which is empty`);
    return password;
  } catch (error) {
    const fault = fileFault(error);
    if (!(mayBeMissing && fault.isMissing)) problems.push(`${where} reads its password from ${path}: ${fault.text}`);
    return mayBeMissing && fault.isMissing ? undefined : "";
  }
}

type Doors = Pick<Config, "binding" | "webBinding" | "password" | "web" | "skipsPassword">;

/** A warning for each port that other machines reach and that asks nobody for a password, where nobody said that it is meant so (spec §7). */
export function openDoors({ binding, webBinding, password, web, skipsPassword }: Doors): string[] {
  if (skipsPassword) return [];
  const warnings: string[] = [];
  if (password === undefined && !isLoopback(binding)) {
    warnings.push(`no password is set: whoever reaches ${bindingText(binding)} may push, fetch and delete all jobs`);
  }
  if (webBinding !== undefined && web.password === undefined && !isLoopback(webBinding)) {
    warnings.push(`no password is set: whoever reaches the pages on ${bindingText(webBinding)} may do everything there`);
  }
  return warnings;
}
