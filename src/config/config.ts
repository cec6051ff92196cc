import { homedir } from "node:os";
import { join } from "node:path";
import { limits } from "../limits.ts";
import type { LogLevel } from "../log.ts";
import type { Binding } from "./binding.ts";

/** The environments of spec §7; the other two need a password. */
export const environments = ["development", "staging", "production"] as const;

/** All that can be set, as the program reads it. */
export interface Config {
  readonly environment: (typeof environments)[number];
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
  /** The paths of both files (spec §1), where they exist: then both ports speak TLS. */
  readonly tlsFiles: { readonly key: string; readonly cert: string } | undefined;
}

/** What the web port asks of its visitors (spec §8). */
export interface WebConfig {
  /** `[web] password`, or else the password of the command port. */
  readonly password: string | undefined;
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

/** What holds where nothing is set (spec §7); each default stands here and nowhere else. */
export function defaults(home: string = homedir()): Config {
  return {
    environment: "development",
    binding: { host: "localhost", port: 7419 },
    webBinding: { host: "localhost", port: 7420 },
    logLevel: "info",
    storageDirectory: join(home, ".faktory", "db"),
    configDirectory: join(home, ".faktory"),
    durability: "power",
    password: undefined,
    skipsPassword: false,
    web: { password: undefined, origins: [] },
    limits: {
      connectionsMax: limits.connectionsMax,
      lineBytesMax: limits.lineBytesMax,
      unsentBytesMax: limits.unsentBytesMax,
      freeBytesMin: undefined,
    },
    tlsFiles: undefined,
  };
}
