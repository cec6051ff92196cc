import { statfs } from "node:fs/promises";
import { Trouble } from "../../result.ts";
import type { Space } from "../store.ts";
import type { RawStatements } from "./raw.ts";

/**
 * The room for a storage directory (spec §5 `min_free`). Pages that were emptied count as free: the database never gives them back
 * to the file system and writes into them first, so that a server whose workers drained it takes jobs again.
 */
export async function spaceFor(directory: string, { reusable }: Pick<RawStatements, "reusable">): Promise<Space> {
  try {
    const reusableBytes = reusable.get()?.bytes ?? 0;
    const { bavail, blocks, bsize } = await statfs(directory);
    return { freeBytes: bavail * bsize + reusableBytes, totalBytes: blocks * bsize };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Trouble(`the room in ${directory} can't be looked up: ${reason}`, { cause: error });
  }
}
