import { expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { binary } from "./binary.ts";

const root = resolve(import.meta.dir, "../..");

test("§1 to §3: every conversation that needs no inside of the server holds with the program as one file, from an empty directory", async () => {
  const child = Bun.spawn([process.execPath, "test", "--timeout=30000", join(root, "test/protocol")], {
    cwd: root,
    env: { ...process.env, MILLRACE_BIN: await binary() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [exitCode, out, err] = await Promise.all([child.exited, new Response(child.stdout).text(), new Response(child.stderr).text()]);
  const count = (word: string) => Number(new RegExp(`^ *(\\d+) ${word}$`, "m").exec(err)?.[1] ?? 0);
  console.log(`with the program: ${count("pass")} passed, ${count("fail")} failed, ${count("skip")} skipped`);
  const failed = `${out}\n${err}`.split("\n").filter((line) => line.startsWith("(fail)"));
  expect({ exitCode, failed }).toEqual({ exitCode: 0, failed: [] });
  // Most of them can: a reason to skip that fits too many is one that fits too well.
  expect(count("pass")).toBeGreaterThan(5 * count("skip"));
}, 240_000);
