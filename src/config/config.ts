import { homedir } from "node:os";
import { join } from "node:path";
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
  };
}
