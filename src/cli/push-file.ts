import { createReadStream } from "node:fs";
import { limits } from "../limits.ts";
import { LineReader } from "../wire/line-reader.ts";
import type { Connection } from "./connection.ts";
import { Failure, reasonOf } from "./failure.ts";
import { isObject, parsedObject, refusedBy } from "./answers.ts";
import { withServer } from "./handshake.ts";
import { Batch } from "./batch.ts";
import { newJid } from "../job/jid.ts";
import { readJobLine } from "./ndjson.ts";
import { PushReport } from "./push-report.ts";
import { shown } from "./shown.ts";
import type { Surroundings } from "./surroundings.ts";

/** Pushes a job a line, in batches (spec §3 PUSHB); each line that fails is named, and the exit code is then 1. */
export async function pushFile(surroundings: Surroundings, path: string, isJson: boolean): Promise<void> {
  const report = new PushReport(surroundings, isJson);
  await withServer(surroundings, async (server) => {
    let batch = new Batch();
    for await (const { number, bytes } of linesOf(surroundings, path)) {
      const job = readJobLine(bytes, () => newJid(surroundings.random));
      if (!job.ok) {
        await report.refused(number, undefined, job.message);
        continue;
      }
      if (!batch.hasRoomFor(job.value)) {
        await send(server, batch, report);
        batch = new Batch();
      }
      batch.add(number, job.value);
    }
    if (batch.size > 0) await send(server, batch, report);
  });
  await report.finish();
}

async function send(server: Connection, batch: Batch, report: PushReport): Promise<void> {
  const answer = await server.ask(batch.command()).catch((error: unknown) => {
    throw error instanceof Failure ? report.halted(batch, error) : error;
  });
  const errors = answer.kind === "bulk" ? parsedObject(answer.content.toString()) : undefined;
  if (errors === undefined || !isObject(errors)) throw report.halted(batch, refusedBy(answer));
  await report.answered(batch, errors);
}

interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** The lines that are not blank. */
async function* linesOf({ input }: Surroundings, path: string): AsyncGenerator<Line> {
  const lines = new LineReader();
  const count = { lines: 0 };
  const source = path === "-" ? input : createReadStream(path);
  try {
    for await (const chunk of source) {
      lines.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
      yield* wholeLines(lines, count);
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure("error", `cannot read ${path === "-" ? "standard input" : shown(path)}: ${reasonOf(error)}`);
  }
  // The last one may lack its end.
  lines.push(Buffer.from("\n"));
  yield* wholeLines(lines, count);
}

function* wholeLines(lines: LineReader, count: { lines: number }): Generator<Line> {
  for (let bytes = lines.next(); bytes !== undefined; bytes = lines.next()) {
    count.lines++;
    if (!bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)) yield { number: count.lines, bytes };
  }
  if (!lines.isTooLong) return;
  throw new Failure("error", `line ${count.lines + 1} is longer than ${limits.lineBytesMax} bytes: neither it nor what follows was read`);
}
