import { residentBytes } from "../memory-use.ts";
import type { Task } from "./task.ts";

/** Growth that is worth a look at what of it is still needed. */
const growthBytesMin = 32 * 1024 * 1024;

interface MemoryParts {
  /** Bytes this process has in memory. */
  readonly resident: () => number;
  /** Looks for what nobody needs any more, beside the work. */
  readonly collect: () => void;
}

const ofProcess: MemoryParts = { resident: residentBytes, collect: () => Bun.gc(false) };

/**
 * Gives memory back after a flood. The runtime looks for garbage when as much was used again as was in use: a PUSHB of 64 MiB would
 * leave a server that then has little to do with 800 MB for hours. Costs a few milliseconds, and only after growth.
 */
export function memory({ resident, collect }: MemoryParts = ofProcess): Task {
  /** What was in use when it was looked at last; undefined: that is to be seen. */
  let least: number | undefined;
  return {
    name: "memory",
    everyMs: 2_000,
    run: () => {
      const bytes = resident();
      const hasGrown = least !== undefined && bytes - least > growthBytesMin;
      if (hasGrown) collect();
      least = hasGrown ? undefined : Math.min(least ?? bytes, bytes);
      return 0;
    },
  };
}
