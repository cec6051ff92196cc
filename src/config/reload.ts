import type { Config } from "./config.ts";

/**
 * The configuration over time (spec §7 HUP). Whoever can apply a change while the server runs listens; what needs a restart keeps
 * its value in `config()` and is said in the log.
 */
export interface Reloads {
  /** The one in force. */
  config(): Config;
  /**
   * Called after each HUP whose files are sound, also where no key changed: a certificate may be new behind the same path. A
   * listener that can't apply its part keeps what it has and says so itself.
   */
  onReload(listener: (config: Config) => void): void;
}
