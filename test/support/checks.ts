import { type Count, seconds } from "./groups.ts";

/** A script of package.json that must succeed, and say what it is asked to say. */
interface Check {
  readonly script: string;
  readonly mustSay?: RegExp;
}

/** The static checks; each counts as one test. */
export const checks: readonly Check[] = [
  { script: "check:types" },
  { script: "check:lint" },
  { script: "check:format" },
  { script: "check:escaping" },
  { script: "check:unused" },
  { script: "check:migrations", mustSay: /No schema changes/ },
];

/** Runs a check (with this Bun in place of Node, which need not be there): a line where it passes, all it had to say where not. */
export async function runCheck(check: Check): Promise<Count> {
  const started = performance.now();
  const child = Bun.spawn([process.execPath, "run", "--bun", "--silent", check.script], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 300_000,
  });
  const [out, err, exitCode] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited]);
  const passed = exitCode === 0 && (check.mustSay?.test(out) ?? true);
  if (!passed) console.log(`${out}${err}`);
  console.log(`── ${check.script}: ${passed ? "passed" : "FAILED"} (${seconds(started)})`);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}
