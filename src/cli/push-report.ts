import type { Batch } from "./batch.ts";
import { Failure } from "./failure.ts";
import { asJson, shown } from "./shown.ts";
import { say, type Surroundings, write } from "./surroundings.ts";

/** Tells what became of the lines of a file, as it goes, so that no file is too long for it. */
export class PushReport {
  readonly #surroundings: Surroundings;
  readonly #isJson: boolean;
  #pushed = 0;
  #failed = 0;

  constructor(surroundings: Surroundings, isJson: boolean) {
    this.#surroundings = surroundings;
    this.#isJson = isJson;
  }

  /** The server took a batch, but for the jobs in `errors`, by their jids. */
  async answered(batch: Batch, errors: Readonly<Record<string, unknown>>): Promise<void> {
    const refused = Object.entries(errors);
    this.#pushed += batch.size - refused.length;
    for (const [jid, error] of refused) await this.refused(batch.lineOf(jid), jid, String(error));
  }

  /** One line was not pushed. */
  async refused(line: number | undefined, jid: string | undefined, error: string): Promise<void> {
    this.#failed++;
    if (this.#isJson) return say(this.#surroundings, asJson({ line, jid, error }));
    const job = jid === undefined ? "" : ` (jid ${shown(jid)})`;
    return write(this.#surroundings.errors, `line ${line ?? "?"}${job}: ${shown(error)}\n`);
  }

  /** A whole batch found no answer, or was refused: what comes behind it is not sent. */
  halted(batch: Batch, { why, message }: Failure): Failure {
    const lost = why === "unreachable" ? "may or may not have been pushed" : "were not pushed";
    return new Failure(why, `${message}; ${this.#pushed} jobs were pushed before line ${batch.firstLine}, those from there on ${lost}`);
  }

  /** The sums; a `Failure` where a line was not pushed. */
  async finish(): Promise<void> {
    const [pushed, failed] = [this.#pushed, this.#failed];
    await say(this.#surroundings, this.#isJson ? asJson({ pushed, failed }) : `pushed ${jobs(pushed)}`);
    if (failed > 0) throw new Failure("error", `${failed} line${failed === 1 ? " was" : "s were"} not pushed`);
  }
}

function jobs(count: number): string {
  return `${count} job${count === 1 ? "" : "s"}`;
}
