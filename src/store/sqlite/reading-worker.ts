import { Database } from "bun:sqlite";
import { systemClock } from "../../clock.ts";
import { limits } from "../../limits.ts";
import type { Reads } from "../ports/view.ts";
import { reasonOf } from "./gate.ts";
import { type ReadFunctions, readsOn } from "./reads.ts";

declare const self: Worker;

/** A read the thread is asked for. */
export interface ReadOrder<Name extends keyof Reads = keyof Reads> {
  readonly kind: "read";
  readonly path: string;
  readonly name: Name;
  readonly ask: Reads[Name][0];
}

/** To end: the thread closes its connection first. */
export interface CloseOrder {
  readonly kind: "close";
}

/** What it answers, in the order in which it was asked. */
export type ReadAnswer =
  | { readonly kind: "answer"; readonly answer: unknown }
  | { readonly kind: "trouble"; readonly reason: string }
  | { readonly kind: "closed" };

let db: Database | undefined;
let reads: ReadFunctions | undefined;

/**
 * The thread in which pages read, on a connection of its own that can't write, so that no FETCH waits for a page, and that copies no log
 * when it closes, also not after a failed sync.
 */
self.onmessage = ({ data: order }: MessageEvent<ReadOrder | CloseOrder>) => {
  if (order.kind === "read") return reply(order);
  db?.close();
  self.postMessage({ kind: "closed" } satisfies ReadAnswer);
};

function reply(order: ReadOrder): void {
  try {
    const answer = read((reads ??= open(order.path)), order);
    self.postMessage({ kind: "answer", answer } satisfies ReadAnswer, bytesIn(answer));
  } catch (error) {
    self.postMessage({ kind: "trouble", reason: reasonOf(error) } satisfies ReadAnswer);
  }
}

function open(path: string): ReadFunctions {
  // one that could not be read
  db?.close();
  db = new Database(path, { readonly: true, strict: true });
  db.run("PRAGMA busy_timeout = 5000");
  return readsOn(db, systemClock());
}

function read<Name extends keyof Reads>(functions: ReadFunctions, { name, ask }: ReadOrder<Name>): Reads[Name][1] {
  return functions[name](ask);
}

/** A payload may be 64 MiB long: it is handed over, not copied. */
function bytesIn(answer: Reads[keyof Reads][1]): ArrayBuffer[] {
  if (answer === undefined || typeof answer === "string" || !("payload" in answer)) return [];
  const { buffer, byteLength } = answer.payload;
  return byteLength > limits.glancedBytesMax && buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
