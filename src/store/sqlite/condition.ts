import { join } from "node:path";
import { Trouble } from "../../result.ts";
import type { StoreHealth } from "../store.ts";
import { databaseName } from "./database.ts";

/**
 * How the storage is, from what has happened to it (spec §5, §8 `/health`). Trouble ends with the next write that succeeds; a log that
 * can't be copied is a reason to worry until it was; damage is one until the next start, whatever else succeeds meanwhile.
 */
export class Condition {
  #trouble: string | undefined;
  #lag: string | undefined;
  #damage: string | undefined;
  readonly #warn: (text: string) => void;
  readonly #path: string;

  constructor(directory: string, warn: (text: string) => void) {
    this.#path = join(directory, databaseName);
    this.#warn = warn;
  }

  health(): StoreHealth {
    if (this.#trouble !== undefined) return { isWritable: false, reason: this.#trouble };
    const reason = this.#damage ?? this.#lag;
    return { isWritable: true, ...(reason !== undefined && { reason }) };
  }

  get isInTrouble(): boolean {
    return this.#trouble !== undefined;
  }

  /** A transaction that wrote was committed. */
  wrote(): void {
    this.#trouble = undefined;
  }

  /** A transaction failed. Each reason is said once while it lasts. */
  troubled(trouble: Trouble): void {
    if (isDamage(trouble.cause)) this.#damaged(trouble.message);
    else if (this.#trouble !== trouble.message) this.#warn(trouble.message);
    this.#trouble = trouble.message;
  }

  /** Nothing is written any more. */
  ended(reason: string): void {
    this.#trouble = reason;
  }

  /** The log could not be copied into the database, or it could: undefined. */
  lags(reason: string | undefined): void {
    if (reason !== undefined && reason !== this.#lag) this.#warn(reason);
    this.#lag = reason;
  }

  #damaged(reason: string): void {
    if (this.#damage === undefined) this.#warn(`${reason}: ${damageText(this.#path)}`);
    this.#damage = reason;
  }
}

/** Whether SQLite found what it never wrote. */
function isDamage(error: unknown): error is Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB";
}

/** Why a storage can't be opened, in one line that names it. */
export function openingTrouble(directory: string, error: unknown): Trouble {
  if (error instanceof Trouble) return error;
  const what = error instanceof Error ? error.message : String(error);
  const reason = isDamage(error) ? `${what}: ${damageText(join(directory, databaseName))}` : what;
  return new Trouble(`storage in ${directory} can't be opened: ${reason}`, { cause: error });
}

/** Names a damaged file, and says what to do. */
function damageText(path: string): string {
  return `${path} is damaged; stop the server, keep a copy of its directory, and put back an older copy or what "sqlite3 ${path} .recover" can read`;
}
