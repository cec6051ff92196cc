import type { Throttles } from "../job/throttle.ts";
import type { Log } from "../log.ts";
import { type Config, configOf } from "./config.ts";
import { difference } from "./difference.ts";
import type { Loaded, Loading } from "./load.ts";

/**
 * The configuration over time (spec §7 HUP). Whoever can apply a change while the server runs listens; what needs a restart keeps
 * its value in `config()` and is said in the log.
 */
export interface Reloads {
  /** The one in force. */
  config(): Config;
  /** The same as keys and values, with the files it was last read from. */
  source(): Pick<Loaded, "settings" | "surroundings" | "files">;
  /**
   * Called after each HUP whose files are sound, also where no key changed: a certificate may be new behind the same path. A
   * listener that can't apply its part keeps what it has and says so itself.
   */
  onReload(listener: (config: Config) => void): void;
}

interface ReloadParts {
  /** What the server started with. */
  readonly loaded: Loaded;
  /** Reads all of it again. */
  readonly load: () => Loading;
  readonly log: Log;
}

/** What a HUP changes (spec §7): `reload` reads again, applies the difference and leaves everything else as it is. */
export function reloads({ loaded, load, log }: ReloadParts): Reloads & { reload(): void } {
  const listeners: ((config: Config) => void)[] = [];
  const { surroundings } = loaded;
  let { settings, files, cron, throttles } = loaded;
  let config = configOf({ settings, surroundings, cron, throttles });

  function apply(next: Loaded): void {
    const change = difference(settings, next.settings);
    const applied = [...change.applied, ...throttleChange(throttles, next.throttles)];
    settings = change.settings;
    ({ files, cron, throttles } = next);
    config = configOf({ settings, surroundings, cron, throttles });
    // First, so that a log level lets through what is said next.
    for (const listener of listeners) tell(listener);
    for (const text of next.warnings) log.warn(text);
    for (const text of change.waiting) log.warn(`reload: ${text}`);
    for (const text of applied) log.info(`reload: ${text}`);
    const hasTls = next.surroundings.tlsFiles !== undefined;
    if (hasTls !== (surroundings.tlsFiles !== undefined)) {
      log.warn(`reload: key and certificate are ${hasTls ? "there" : "gone"}: turning TLS ${hasTls ? "on" : "off"} needs a restart`);
    }
    const isSame = applied.length + change.waiting.length === 0;
    log.info(`reload: the configuration was read again${isSame ? ", no key changed" : ""}`);
  }

  /** One that fails must not keep the others from theirs, nor end the process. */
  function tell(listener: (config: Config) => void): void {
    try {
      listener(config);
    } catch (error) {
      log.error(
        `reload: a part of the server could not apply it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }

  return {
    config: () => config,
    source: () => ({ settings, surroundings, files }),
    onReload: (listener) => void listeners.push(listener),
    reload: () => {
      const next = load();
      if (next.ok) return apply(next);
      for (const problem of next.problems) log.warn(`reload: ${problem}`);
      log.warn("reload: the old configuration stays");
    },
  };
}

function throttleChange(before: Throttles, now: Throttles): string[] {
  return Bun.deepEquals(before, now) ? [] : [`[throttles] changed: ${now.size} queues are throttled`];
}
