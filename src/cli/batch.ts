import { limits } from "../limits.ts";
import type { JobLine } from "./ndjson.ts";

const opening = Buffer.from("PUSHB [");
const comma = Buffer.from(",");
const closing = Buffer.from("]");

/** Jobs of one PUSHB, and the lines they come from. Two of the same jid never share one: its answer names jobs by their jids. */
export class Batch {
  readonly #lines = new Map<string, number>();
  readonly #payloads: Uint8Array[] = [];
  #bytes = 0;

  get size(): number {
    return this.#payloads.length;
  }

  get firstLine(): number {
    return Math.min(...this.#lines.values());
  }

  hasRoomFor({ jid, payload }: JobLine): boolean {
    if (this.size === 0) return true;
    return this.size < limits.batchJobsMax && this.#bytes + payload.length <= limits.batchBytesMax && !this.#lines.has(jid);
  }

  add(line: number, { jid, payload }: JobLine): void {
    this.#lines.set(jid, line);
    this.#payloads.push(payload);
    this.#bytes += payload.length;
  }

  /** The line of the job with that jid. */
  lineOf(jid: string): number | undefined {
    return this.#lines.get(jid);
  }

  /** The command, with every job byte for byte. */
  command(): Uint8Array {
    const parts = this.#payloads.flatMap((payload, index) => (index === 0 ? [payload] : [comma, payload]));
    return Buffer.concat([opening, ...parts, closing]);
  }
}
