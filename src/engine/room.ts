import { limits } from "../limits.ts";
import type { Parts } from "./parts.ts";

/** Whether there is room for more jobs (spec §5 `min_free`). */
export interface Room {
  /** Why no job is taken just now; undefined while jobs are. */
  shortage(): string | undefined;
  /** Looks at the disk: not at each push, but as often as a task calls it. */
  check(): Promise<number>;
  /** Jobs of so many bytes are about to be stored: many of them are a reason to look before the task does. */
  spend(bytes: number): void;
}

/** Watches the room: below the minimum no job is taken, while workers go on and so make room. */
export function room({ store, log, freeBytesMin = () => undefined }: Pick<Parts, "store" | "log" | "freeBytesMin">): Room {
  let shortage: string | undefined;
  /** Bytes that may be stored before the next look; without a bound while one is under way. */
  let allowance = Number.POSITIVE_INFINITY;

  async function check(): Promise<number> {
    allowance = Number.POSITIVE_INFINITY;
    const { freeBytes, totalBytes } = await store.space();
    const least = freeBytesMin() ?? Math.min(limits.freeBytesMin, Math.floor(totalBytes * limits.freeShareMin));
    const hadRoom = shortage === undefined;
    shortage = freeBytes < least ? `disk almost full: ${sizeText(freeBytes)} of room, and min_free is ${sizeText(least)}` : undefined;
    // A job takes more than its bytes, and for a while it stands in the log too.
    allowance = Math.max(limits.lookBytesMin, (freeBytes - least) / 4);
    if (hadRoom && shortage !== undefined) log.warn(`${shortage}; no job is taken until there is more`);
    if (!hadRoom && shortage === undefined) log.info(`there is room on the disk again (${sizeText(freeBytes)}): jobs are taken`);
    return 0;
  }

  function spend(bytes: number): void {
    allowance -= bytes;
    if (allowance < 0) check().catch((error: unknown) => log.warn(error instanceof Error ? error.message : String(error)));
  }

  return { shortage: () => shortage, check, spend };
}

function sizeText(bytes: number): string {
  return bytes < 1_048_576 ? `${bytes} bytes` : `${Math.floor(bytes / 1_048_576)} MiB`;
}
