import { configureSync, getConsoleSink, getLogger, getTextFormatter, type LogLevel as SinkLevel } from "@logtape/logtape";
import type { Clock } from "./clock.ts";
import { limits } from "./limits.ts";

/** The levels of `-l` (spec §7), from the fewest lines to the most. */
export const logLevels = ["error", "warn", "info", "debug"] as const;

/** One of `logLevels`. */
export type LogLevel = (typeof logLevels)[number];

/** Where the server says what happens to it: one line a call, whatever the text holds. */
export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

const asked: [string, ...string[]] = ["millrace", "asked"];
const standardOutput = { trace: "log", debug: "log", info: "log", warning: "log", error: "log", fatal: "log" } as const;
const sinkLevels: Readonly<Record<LogLevel, SinkLevel>> = { error: "error", warn: "warning", info: "info", debug: "debug" };

/** Opens the program's log (spec §7 `-l`): text lines on standard output. Call it once; later calls change the level. */
export function openLog(level: LogLevel): Log {
  configureSync({
    reset: true,
    sinks: { lines: getConsoleSink({ formatter: line, levelMap: standardOutput }) },
    loggers: [
      { category: "millrace", lowestLevel: sinkLevels[level], sinks: ["lines"] },
      { category: asked, lowestLevel: "info", sinks: ["lines"], parentSinks: "override" },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["lines"] },
    ],
  });
  return logInto("millrace");
}

/** For what an operator asked to see (spec §7 TTIN): its lines are shown at every level. The same log in all else. */
export function askedLog(): Log {
  return logInto(asked);
}

function logInto(category: string | readonly [string, ...string[]]): Log {
  const logger = getLogger(category);
  // The text is a value, never a template: it may quote clients, whose braces mean nothing and whose control characters are escaped.
  return {
    debug: (text) => logger.debug("{text}", { text }),
    info: (text) => logger.info("{text}", { text }),
    warn: (text) => logger.warning("{text}", { text }),
    error: (text) => logger.error("{text}", { text }),
  };
}

/**
 * A log for what clients can bring about as often as they like, such as a million jobs of a batch that are discarded: beyond so many
 * warnings a second only their number is written.
 */
export function sparing(log: Log, clock: Pick<Clock, "after">): Log {
  let said = 0;
  const warn = (text: string): void => {
    if (said === 0) clock.after(1_000, sumUp);
    said += 1;
    if (said <= limits.warningsPerSecondMax) log.warn(text);
  };
  const sumUp = (): void => {
    const leftOut = said - limits.warningsPerSecondMax;
    said = 0;
    if (leftOut > 0) log.warn(`${leftOut} more warnings like these were left out within a second`);
  };
  return { ...log, warn };
}

/** A log that drops everything, for parts that are used without one. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Writes a record as one line, with its control characters and line breaks escaped. */
export const line = getTextFormatter({
  timestamp: "rfc3339",
  value: "bare",
  sanitize: { newlines: "escape" },
  format: ({ timestamp, record, message }) =>
    `${timestamp} ${(record.level === "warning" ? "WARN" : record.level.toUpperCase()).padEnd(5)} ${message}`,
});
