import { afterAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inWords, runTests, sum } from "./groups.ts";

const folder = await mkdtemp(join(tmpdir(), "millrace-groups-"));
afterAll(() => rm(folder, { recursive: true }));

const three = `import { expect, test } from "bun:test"; test("a", () => {}); test.skip("b", () => {}); test("c", () => expect(1).toBe(2));`;

test.each([
  ["three", three, "1 passed, 1 failed, 1 skipped"],
  ["green", `import { test } from "bun:test"; test("a", () => {});`, "1 passed, 0 failed"],
  ["throws", `throw new Error("while loading");`, "0 passed, 1 failed"],
  ["exits", `import { test } from "bun:test"; test("a", () => process.exit(0));`, "0 passed, 1 failed"],
  ["killed", `import { test } from "bun:test"; test("a", () => process.kill(process.pid, "SIGKILL"));`, "0 passed, 1 failed"],
  ["empty", "", "0 passed, 1 failed"],
])("a file that is %s counts as %p", async (name, text, words) => {
  const path = join(folder, `${name}.test.ts`);
  await Bun.write(path, text);
  expect(inWords(await runTests({ name, files: [path] }, folder, "ignore"))).toBe(words);
});

test("counts add up", () => {
  const count = { passed: 1, failed: 2, skipped: 3 };
  expect(inWords(sum([count, count]))).toBe("2 passed, 4 failed, 6 skipped");
});
