import type { LogLevel } from "../log.ts";
import { assert } from "../result.ts";
import { type Binding, readBinding } from "./binding.ts";
import { readLocation, type StatsdConfig } from "./statsd.ts";
import type { Throttles } from "../job/throttle.ts";
import type { CronEntry } from "./cron.ts";
import type { Environment } from "./environment.ts";
import type { Settings } from "./keys.ts";

/** All that can be set, as the program reads it. */
export interface Config {
  readonly environment: Environment;
  readonly binding: Binding;
  /** Undefined: no web pages (`-w :0`). */
  readonly webBinding: Binding | undefined;
  readonly logLevel: LogLevel;
  readonly storageDirectory: string;
  readonly configDirectory: string;
  /** When an answer is given: once it survives a power cut, or once it survives a crash of the process (spec §5). */
  readonly durability: "power" | "process";
  /** What a HELLO must prove to know (spec §1); undefined: nothing. */
  readonly password: string | undefined;
  /** `FAKTORY_SKIP_PASSWORD`: serving without a password is meant so (spec §7, §8). */
  readonly skipsPassword: boolean;
  readonly web: WebConfig;
  readonly limits: ConfiguredLimits;
  /** Undefined: jobs of a vanished worker stay reserved (spec §3). */
  readonly releaseAfterMs: number | undefined;
  /** Jobs that are pushed at times of a schedule (spec §6). */
  readonly cron: readonly CronEntry[];
  /** How many jobs of a queue may be out. */
  readonly throttles: Throttles;
  /** Undefined: no metrics are sent. */
  readonly statsd: StatsdConfig | undefined;
  /** The paths of both files (spec §1), where they exist: then both ports speak TLS. */
  readonly tlsFiles: { readonly key: string; readonly cert: string } | undefined;
}

/** What the web port asks of its visitors (spec §8). */
export interface WebConfig {
  /** `[web] password`, or else the password of the command port. */
  readonly password: string | undefined;
  /** `[web] readonly_password`: for the role viewer. */
  readonly readonlyPassword: string | undefined;
  /** `[web] prefix`, "" where there is none. */
  readonly prefix: string;
  /** Under which names the pages are called from elsewhere: `https://jobs.example.org`, `https://jobs.example.org:8443` or `jobs.example.org`. */
  readonly origins: readonly string[];
}

/** The bounds of `limits.ts` that can be set (spec §1, §5). */
export interface ConfiguredLimits {
  readonly connectionsMax: number;
  readonly lineBytesMax: number;
  readonly unsentBytesMax: number;
  /** Undefined: the smaller of 256 MiB and 5 % of the file system. */
  readonly freeBytesMin: number | undefined;
}

/** What the process is given beside its settings: it stays as long as the process. */
export type Surroundings = Pick<Config, "environment" | "skipsPassword" | "storageDirectory" | "configDirectory" | "tlsFiles">;

/** What a configuration is made of. */
export interface ConfigParts {
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  readonly cron: readonly CronEntry[];
  readonly throttles: Throttles;
}

/** The settings as the program reads them (spec §7). */
export function configOf({ settings: { faktory, web, statsd }, surroundings, cron, throttles }: ConfigParts): Config {
  return {
    ...surroundings,
    binding: bindingOf(faktory.binding),
    webBinding: web.binding === ":0" ? undefined : bindingOf(web.binding),
    logLevel: faktory.log_level,
    durability: faktory.durability,
    password: faktory.password,
    web: {
      password: web.password ?? faktory.password,
      readonlyPassword: web.readonly_password,
      prefix: web.prefix,
      origins: web.origins,
    },
    limits: {
      connectionsMax: faktory.max_connections,
      lineBytesMax: faktory.max_line,
      unsentBytesMax: faktory.max_unsent,
      freeBytesMin: faktory.min_free,
    },
    releaseAfterMs: faktory.release_after === undefined ? undefined : faktory.release_after * 1_000,
    cron,
    throttles,
    statsd: statsd.location === undefined ? undefined : { ...locationOf(statsd.location), namespace: statsd.namespace, tags: statsd.tags },
  };
}

function locationOf(text: string): Pick<StatsdConfig, "host" | "port"> {
  const location = readLocation(text);
  assert(location.ok, "a location was checked when it was read");
  return location.value;
}

function bindingOf(text: string): Binding {
  const binding = readBinding(text);
  assert(binding.ok, "a binding was checked when it was read");
  return binding.value;
}
