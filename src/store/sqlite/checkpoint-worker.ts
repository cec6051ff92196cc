import { Database } from "bun:sqlite";
import { configure } from "./database.ts";
import { isFailedSync, sever } from "./failed-sync.ts";

declare const self: Worker;

/** What the thread is asked: to copy the log into the database at that path, to close its connection, or to let go of the file. */
export type Order = { readonly kind: "copy"; readonly path: string } | { readonly kind: "close" | "sever" };

/** What it answers; a sync that failed is final (spec §5), anything else can be tried again. */
export type Answer =
  | { readonly kind: "copied" | "closed" | "severed" }
  | { readonly kind: "failed"; readonly reason: string; readonly isFailedSync: boolean };

/** A pass that copies fewer frames than this is short: the log's writer outran it by little. */
const shortPassFrames = 1000;
const passesMax = 8;

let db: Database | undefined;

/** The thread that copies the log into the database file, on a connection of its own, so that no COMMIT pays for it. */
self.onmessage = ({ data: order }: MessageEvent<Order>) => {
  self.postMessage(obey(order));
};

function obey(order: Order): Answer {
  if (order.kind === "copy") return copy(order.path);
  if (order.kind === "sever") {
    if (db !== undefined) sever(db);
    return { kind: "severed" };
  }
  db?.close();
  return { kind: "closed" };
}

function copy(path: string): Answer {
  try {
    if (db === undefined) configure((db = new Database(path, { strict: true })));
    makePasses(db);
    return { kind: "copied" };
  } catch (error) {
    const isFinal = isFailedSync(error);
    if (isFinal && db !== undefined) sever(db);
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error), isFailedSync: isFinal };
  }
}

function makePasses(open: Database): void {
  const pass = open.query<{ busy: number; log: number; checkpointed: number }, []>("PRAGMA wal_checkpoint(PASSIVE)");
  for (let before = 0, passes = 0; passes < passesMax; passes++) {
    const after = pass.get()?.checkpointed ?? 0;
    if (after - before < shortPassFrames) return;
    before = after;
  }
}
