import { stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { Trouble } from "../../result.ts";
import type { Space } from "../store.ts";
import { databaseName } from "./database.ts";
import type { RawStatements } from "./raw.ts";

/**
 * The room for a storage directory (spec §5 `min_free`). Emptied pages count as free: the database never gives them back to the file
 * system and writes into them first, so that a server whose workers drained it takes jobs again. By what the log holds and the
 * database has no place for yet it grows at the next checkpoint: that counts as used.
 */
export async function spaceFor(directory: string, { sizes }: Pick<RawStatements, "sizes">): Promise<Space> {
  try {
    const { bytes, emptied } = sizes.get() ?? { bytes: 0, emptied: 0 };
    const [{ size }, { bavail, blocks, bsize }] = await Promise.all([stat(join(directory, databaseName)), statfs(directory)]);
    const growth = Math.max(0, bytes - size);
    return { freeBytes: Math.max(0, bavail * bsize + emptied - growth), totalBytes: blocks * bsize };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Trouble(`the room in ${directory} can't be looked up: ${reason}`, { cause: error });
  }
}
