import { expect, test } from "bun:test";
import { resolve } from "node:path";

/** Opens all files it may open, then asks how much memory is in use. */
const program = `
import { openSync } from "node:fs";
import { heapBytes, residentBytes } from ${JSON.stringify(resolve(import.meta.dir, "../../src/memory-use.ts"))};
const before = [residentBytes(), heapBytes()];
let isFull = false;
while (!isFull) try { openSync("/dev/null"); } catch { isFull = true; }
const after = [residentBytes(), heapBytes()];
console.log(JSON.stringify({ before, after }));
`;

test("§3 INFO, §8 health: at the file limit the memory in use is the one known last, not an error", async () => {
  const child = Bun.spawn(["sh", "-c", 'ulimit -n 64 && exec "$@"', "sh", process.execPath, "-e", program], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited]);
  expect({ err, code }).toEqual({ err: "", code: 0 });
  const { before, after } = JSON.parse(out) as { before: number[]; after: number[] };
  expect(after[0]).toBe(before[0]);
  expect(after[1]).toBeGreaterThan(0);
});
