import { join, resolve } from "node:path";

/** How many tests of a run went which way. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Test files that run in one process, so that what ends one group does not hide the others. */
export interface Group {
  readonly name: string;
  readonly files: readonly string[];
}

const minutesMax: Readonly<Record<string, number>> = {
  "test/browser": 10,
  "test/clients": 20,
  "test/crash": 15,
  "test/binary": 15,
  "test/examples": 20,
};
const minutesMaxElsewhere = 5;

/** The test files whose path is picked, by folder; the folders that start other toolchains come last. */
export function testGroups(isPicked: (path: string) => boolean): Group[] {
  const byFolder = new Map<string, string[]>();
  const paths = [...new Bun.Glob("{test,ui,src,examples}/**/*.test.{ts,tsx}").scanSync(".")].filter(
    (path) => !path.includes("node_modules"),
  );
  for (const path of paths.filter(isPicked).sort()) {
    const folder = path.split("/").slice(0, -1).slice(0, 2).join("/");
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
  }
  const groups = [...byFolder].map(([name, files]) => ({ name, files }));
  return groups.sort((one, other) => Number(one.name in minutesMax) - Number(other.name in minutesMax));
}

/** Runs a group and counts by its JUnit report. A process that failed without a failed test to show for it is one failure. */
export async function runTests(group: Group, reports: string, output: "inherit" | "ignore" = "inherit"): Promise<Count> {
  const report = join(reports, `${group.name.replaceAll("/", "-")}.xml`);
  const started = performance.now();
  const options = ["--only-failures", "--timeout=30000", "--reporter=junit", `--reporter-outfile=${report}`];
  const minutes = minutesMax[group.name] ?? minutesMaxElsewhere;
  const child = Bun.spawn([process.execPath, "test", ...options, ...group.files.map((file) => resolve(file))], {
    stdio: ["ignore", output, output],
    timeout: minutes * 60_000,
  });
  const exitCode = await child.exited;
  const count = await readReport(report, exitCode === 0);
  if (output === "ignore") return count;
  if (child.signalCode) console.log(`${group.name} was ended by ${child.signalCode} (it may take ${minutes} minutes)`);
  console.log(`── ${group.name}: ${inWords(count)} (${seconds(started)})`);
  return count;
}

async function readReport(path: string, succeeded: boolean): Promise<Count> {
  const file = Bun.file(path);
  const head = (await file.exists()) ? (/<testsuites [^>]*>/.exec(await file.text())?.[0] ?? "") : "";
  const number = (name: string): number => Number(new RegExp(` ${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const [tests, failures, skipped] = [number("tests"), number("failures"), number("skipped")];
  const isUnexplained = failures === 0 && (!succeeded || tests === 0);
  return { passed: tests - failures - skipped, failed: failures + (isUnexplained ? 1 : 0), skipped };
}

/** The sum of counts. */
export function sum(counts: readonly Count[]): Count {
  const add = (of: (count: Count) => number): number => counts.reduce((total, count) => total + of(count), 0);
  return { passed: add((count) => count.passed), failed: add((count) => count.failed), skipped: add((count) => count.skipped) };
}

/** A count as the last line says it. */
export function inWords({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** The time since `started`, for people. */
export function seconds(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
