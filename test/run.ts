import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checks, runCheck } from "./support/checks.ts";
import { type Count, inWords, runTests, sum, testGroups } from "./support/groups.ts";

/**
 * `bun run test [word...]`: the static checks, then every test file there is, a folder at a time. A word picks the checks and
 * files whose name contains it. The last line is the count; the exit code is 0 only where nothing failed.
 */
async function main(words: readonly string[]): Promise<number> {
  const isPicked = (name: string): boolean => words.length === 0 || words.some((word) => name.includes(word));
  const reports = await mkdtemp(join(tmpdir(), "millrace-test-"));
  const counts: Count[] = [];
  try {
    for (const check of checks) if (isPicked(check.script)) counts.push(await runCheck(check));
    for (const group of testGroups(isPicked)) {
      console.log(`\n── ${group.name}`);
      counts.push(await runTests(group, reports));
    }
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
  if (counts.length === 0) console.log(`nothing here is called ${words.join(" or ")}`);
  const total = sum(counts);
  console.log(inWords(total));
  return total.failed === 0 && counts.length > 0 ? 0 : 1;
}

process.chdir(join(import.meta.dir, ".."));
process.exit(await main(process.argv.slice(2)));
