import { limits } from "../limits.ts";
import type { Parts } from "./parts.ts";

/** Whether there is room for more jobs (spec §5 `min_free`). */
export interface Room {
  /** Why no job is taken just now; undefined while jobs are. */
  shortage(): string | undefined;
  /** Looks at the disk: not at each push, but as often as a task calls it. */
  check(): Promise<number>;
}

/** Watches the room: below the minimum no job is taken, while workers go on and so make room. */
export function room({ store, log, freeBytesMin = () => undefined }: Pick<Parts, "store" | "log" | "freeBytesMin">): Room {
  let shortage: string | undefined;

  async function check(): Promise<number> {
    const { freeBytes, totalBytes } = await store.space();
    const least = freeBytesMin() ?? Math.min(limits.freeBytesMin, Math.floor(totalBytes * limits.freeShareMin));
    const hadRoom = shortage === undefined;
    shortage = freeBytes < least ? `disk almost full: ${sizeText(freeBytes)} of room, and min_free is ${sizeText(least)}` : undefined;
    if (hadRoom && shortage !== undefined) log.warn(`${shortage}; no job is taken until there is more`);
    if (!hadRoom && shortage === undefined) log.info(`there is room on the disk again (${sizeText(freeBytes)}): jobs are taken`);
    return 0;
  }

  return { shortage: () => shortage, check };
}

function sizeText(bytes: number): string {
  return bytes < 1_048_576 ? `${bytes} bytes` : `${Math.floor(bytes / 1_048_576)} MiB`;
}
