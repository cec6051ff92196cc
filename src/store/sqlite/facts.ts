import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Trouble } from "../../result.ts";
import type { StoreFacts } from "../store.ts";

/** The files of a storage directory, by their names. None of them is opened: closing one would drop SQLite's locks in this process. */
export async function filesIn(directory: string): Promise<StoreFacts["files"]> {
  try {
    const names = (await readdir(directory)).filter((name) => name.startsWith("millrace.")).sort();
    return await Promise.all(names.map(async (name) => ({ name, bytes: (await stat(join(directory, name))).size })));
  } catch (error) {
    throw new Trouble(`the files in ${directory} can't be looked up: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
