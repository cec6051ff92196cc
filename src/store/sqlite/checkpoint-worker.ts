import { Database } from "bun:sqlite";
import { configure } from "./database.ts";

declare const self: Worker;

/** A pass that copies fewer frames than this is short: the log's writer outran it by little. */
const shortPassFrames = 1000;
const passesMax = 8;

let db: Database | undefined;

/**
 * The thread that copies the log into the database file, on a connection of its own, so that no COMMIT pays for it. The message is
 * the file's path and the answer "", or the reason why it failed; "" asks it to close its connection, which is answered "closed".
 */
self.onmessage = ({ data: path }: MessageEvent<string>) => {
  if (path === "") {
    db?.close();
    self.postMessage("closed");
    return;
  }
  let reason = "";
  try {
    if (db === undefined) configure((db = new Database(path, { strict: true })));
    copy(db);
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  self.postMessage(reason);
};

function copy(open: Database): void {
  const pass = open.query<{ busy: number; log: number; checkpointed: number }, []>("PRAGMA wal_checkpoint(PASSIVE)");
  for (let before = 0, passes = 0; passes < passesMax; passes++) {
    const after = pass.get()?.checkpointed ?? 0;
    if (after - before < shortPassFrames) return;
    before = after;
  }
}
