import { readFileSync } from "node:fs";

/** One thing the recorded server did, in the order in which it did it. A file is named by its path in the storage directory. */
export type Event =
  /** `bytes` are absent where all of them were zeros. */
  | { readonly kind: "write"; readonly file: string; readonly offset: number; readonly length: number; readonly bytes?: Uint8Array }
  | { readonly kind: "truncate"; readonly file: string; readonly length: number }
  /** `which` pairs a beginning with its end; "" is the directory; `length` is how long the file was. */
  | { readonly kind: "sync begins"; readonly file: string; readonly which: number; readonly length: number }
  | { readonly kind: "sync ended" | "sync failed"; readonly file: string; readonly which: number }
  | { readonly kind: "create" | "unlink"; readonly file: string }
  | { readonly kind: "rename"; readonly file: string; readonly to: string }
  /** A connection has a number of its own, also where a socket's is used again. */
  | { readonly kind: "receive" | "answer"; readonly connection: number; readonly bytes: Uint8Array }
  /** The process was started (again). */
  | { readonly kind: "start" };

/** As `enum kind` of recorder.c has them. */
const kinds = [
  "",
  "name",
  "write",
  "truncate",
  "sync begins",
  "sync ended",
  "sync failed",
  "create",
  "unlink",
  "rename",
  "accept",
  "receive",
  "answer",
  "cut short",
] as const;

interface RawRecord {
  readonly kind: (typeof kinds)[number];
  readonly subject: number;
  readonly offset: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

const headBytes = 32;

/** What a server did over its runs, from the files the recorder wrote, one a run. */
export function readTrace(paths: readonly string[]): Event[] {
  const counts = { connections: 0, syncs: 0 };
  return paths.flatMap((path) => [{ kind: "start" }, ...readRun(new Uint8Array(readFileSync(path)), counts)]);
}

/** `counts` go on from run to run, so that connections and syncs have numbers of their own. */
function readRun(bytes: Uint8Array, counts: { connections: number; syncs: number }): Event[] {
  const events: Event[] = [];
  const names: string[] = [""];
  const connections = new Map<number, number>();
  const syncsBefore = counts.syncs;
  for (const { kind, subject, offset, length, bytes: carried } of records(bytes)) {
    const file = names[subject] ?? "";
    const connection = connections.get(subject) ?? -1;
    if (kind === "name") names[subject] = new TextDecoder().decode(carried).slice(1);
    else if (kind === "accept") connections.set(subject, (counts.connections += 1));
    else if (kind === "write") events.push({ kind, file, offset, length, ...(carried.length === 0 ? {} : { bytes: carried }) });
    else if (kind === "truncate") events.push({ kind, file, length });
    else if (kind === "sync begins") events.push({ kind, file, which: syncsBefore + offset, length });
    else if (kind === "sync ended" || kind === "sync failed") events.push({ kind, file, which: syncsBefore + offset });
    else if (kind === "create" || kind === "unlink") events.push({ kind, file });
    else if (kind === "rename") events.push({ kind, file, to: names[offset] ?? "" });
    else if (kind === "cut short") cutShort(events, connection, length);
    else if (kind !== "" && connection >= 0) events.push({ kind, connection, bytes: carried });
    if (kind === "sync begins") counts.syncs = Math.max(counts.syncs, syncsBefore + offset);
  }
  return events;
}

/** The last answer of a connection did not leave whole: the rest was written again later. */
function cutShort(events: Event[], connection: number, length: number): void {
  const at = events.findLastIndex((event) => event.kind === "answer" && event.connection === connection);
  const cut = events[at];
  if (cut?.kind === "answer") events[at] = { ...cut, bytes: cut.bytes.subarray(0, length) };
}

/** A process that was killed may have left half a record at the end. */
function* records(bytes: Uint8Array): Generator<RawRecord> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + headBytes <= bytes.length;) {
    const [offset, length, carries] = [8, 16, 24].map((field) => Number(view.getBigUint64(at + field, true))) as [number, number, number];
    const end = at + headBytes + carries;
    if (end > bytes.length) return;
    const kind = kinds[view.getUint32(at, true)] ?? "";
    yield { kind, subject: view.getInt32(at + 4, true), offset, length, bytes: bytes.subarray(at + headBytes, end) };
    at = end;
  }
}
