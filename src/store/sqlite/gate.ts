import { Trouble } from "../../result.ts";

/** What a statement is given, by the names of its placeholders. */
export type Values = Record<string, string | number | Uint8Array | null>;

/** A prepared query of Drizzle or of bun:sqlite. */
interface Prepared<Row> {
  run(values: Values): unknown;
  get(values: Values): Row | null | undefined;
  all(values: Values): Row[];
}

/**
 * Every statement of a turn passes here. The first error from the database closes it: each later statement of the turn throws
 * without touching the database, since after SQLITE_FULL SQLite has rolled back by itself and a further statement would stay, in
 * autocommit.
 */
export class Gate {
  #trouble: Trouble | undefined;
  #sealedBy: Trouble | undefined;
  /** Statements of this turn that may have written. */
  writes = 0;

  /** What closed the gate, if it is closed. */
  get closedBy(): Trouble | undefined {
    return this.#trouble;
  }

  /** A new transaction begins. */
  open(): void {
    this.#trouble = this.#sealedBy;
    this.writes = 0;
  }

  /** From now on no transaction touches the database. */
  seal(trouble: Trouble): void {
    this.#sealedBy = trouble;
    this.close(trouble);
  }

  close(error: unknown): Trouble {
    this.#trouble ??= error instanceof Trouble ? error : new Trouble(reasonOf(error), { cause: error });
    return this.#trouble;
  }

  /** The statement as a function that writes. */
  writer(statement: Pick<Prepared<unknown>, "run">): (values: Values) => void {
    return (values) => {
      if (this.#trouble !== undefined) throw this.#trouble;
      try {
        this.writes += 1;
        statement.run(values);
      } catch (error) {
        throw this.close(error);
      }
    };
  }

  /** The statement as a function that answers with its first row; `DELETE … RETURNING` counts as a write too. */
  getter<Row>(statement: Pick<Prepared<Row>, "get">): (values: Values) => Row | undefined {
    return (values) => {
      if (this.#trouble !== undefined) throw this.#trouble;
      try {
        this.writes += 1;
        return statement.get(values) ?? undefined;
      } catch (error) {
        throw this.close(error);
      }
    };
  }

  /** A deletion as a function that says whether it found a row: by the count, which costs a third of `DELETE … RETURNING`. */
  taker(statement: { changes(values: Values): number }): (values: Values) => boolean {
    return (values) => {
      if (this.#trouble !== undefined) throw this.#trouble;
      try {
        this.writes += 1;
        return statement.changes(values) > 0;
      } catch (error) {
        throw this.close(error);
      }
    };
  }

  /** The statement as a function that answers with all its rows; it runs to its end, so that no open cursor holds the log. */
  lister<Row>(statement: Pick<Prepared<Row>, "all">): (values: Values) => Row[] {
    return (values) => {
      if (this.#trouble !== undefined) throw this.#trouble;
      try {
        return statement.all(values);
      } catch (error) {
        throw this.close(error);
      }
    };
  }
}

/** What to tell an operator about an error of the database, by its code: never by matching its text. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "SQLITE_FULL") return "disk full";
  if (code.startsWith("SQLITE_READONLY")) return "storage is read-only";
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB") return "storage is corrupt";
  if (code.startsWith("SQLITE_IOERR")) return `storage failed: ${code}`;
  return `storage failed: ${error instanceof Error ? error.message : String(error)}`;
}
