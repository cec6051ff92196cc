import { describe, expect, test } from "bun:test";

/** Each tool, and the command that succeeds only where it is there and works. */
const probes = {
  go: ["go", "version"],
  cargo: ["cargo", "--version"],
  python3: ["python3", "-c", "import venv, ensurepip"],
  node: ["node", "--version"],
  chromium: ["chromium", "--version"],
  strace: ["strace", "-f", "-o", "/dev/null", "true"],
  cc: ["cc", "--version"],
  unshare: ["unshare", "--mount", "--pid", "--net", "--fork", "true"],
  ip: ["ip", "-V"],
  setpriv: ["setpriv", "--version"],
} as const satisfies Record<string, readonly string[]>;

/** A program outside this project that a suite cannot do without. */
export type Tool = keyof typeof probes;

const known = new Map<Tool, boolean>();

function works(tool: Tool): boolean {
  const earlier = known.get(tool);
  if (earlier !== undefined) return earlier;
  const [program, ...rest] = probes[tool];
  const path = Bun.which(program);
  const answer = path !== null && Bun.spawnSync([path, ...rest], { stdout: "ignore", stderr: "ignore" }).success;
  known.set(tool, answer);
  return answer;
}

/**
 * A `describe` that needs other toolchains. Where one is missing it says so in one line and is skipped; with CI set, which
 * promises that all of them are there, it fails.
 */
export function suiteNeeding(tools: readonly Tool[], title: string, body: () => void): void {
  const missing = tools.filter((tool) => !works(tool));
  if (missing.length === 0) {
    describe(title, body);
    return;
  }
  const reason = `${title}: missing ${missing.join(", ")}`;
  if (process.env["CI"]) {
    test(reason, () => expect(missing).toEqual([]));
    return;
  }
  console.log(`skipped: ${reason}`);
  test.skip(reason, () => {});
}
