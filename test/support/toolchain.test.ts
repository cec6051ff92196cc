import { afterAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = await mkdtemp(join(tmpdir(), "millrace-toolchain-"));
afterAll(() => rm(folder, { recursive: true }));

/** Runs a suite that needs Go in a process whose PATH leads nowhere. */
async function runWithoutGo(ci: string): Promise<string> {
  const path = join(folder, "needy.test.ts");
  const toolchain = JSON.stringify(join(import.meta.dir, "toolchain.ts"));
  await Bun.write(
    path,
    `import { test } from "bun:test"; import { suiteNeeding } from ${toolchain}; suiteNeeding(["go"], "needy", () => test("runs", () => {}));`,
  );
  const child = Bun.spawn([process.execPath, "test", path], { env: { PATH: folder, CI: ci }, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited]);
  return out + err;
}

test("a suite whose toolchain is missing says so and is skipped", async () => {
  const output = await runWithoutGo("");
  expect(output).toContain("skipped: needy: missing go");
  expect(output).toContain("1 skip");
  expect(output).toContain("0 fail");
});

test("in CI it fails", async () => expect(await runWithoutGo("true")).toContain("1 fail"));
