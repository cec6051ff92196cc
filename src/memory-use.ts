/** Asks the system for a number; where that needs a file and none may be opened any more, the number it gave last. */
function lastKnown(ask: () => number): () => number {
  let bytes = 0;
  return () => {
    try {
      bytes = ask();
    } catch {
      // At the file limit INFO and health are asked for more than ever: an old number serves them better than no answer.
    }
    return bytes;
  };
}

/** Bytes this process has in memory (spec §3 INFO). */
export const residentBytes = lastKnown(() => process.memoryUsage.rss());

/** Bytes of them that the program's values take (spec §7 TTIN). */
export const heapBytes = lastKnown(() => process.memoryUsage().heapUsed);
