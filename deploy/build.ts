import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** What can be built, by the names of Bun's targets; baseline is for processors without AVX2, musl for Alpine. */
const targets = [
  "linux-x64",
  "linux-arm64",
  "linux-x64-baseline",
  "linux-x64-musl",
  "linux-arm64-musl",
  "darwin-x64",
  "darwin-arm64",
  "windows-x64",
];
const builtByDefault = ["linux-x64", "linux-arm64"];

const usage = `Usage: bun run build [--target NAME]... [--out DIRECTORY]

  --target NAME    ${targets.join(", ")}
                   (default ${builtByDefault.join(" and ")}; the one of this machine is also millrace)
  --out DIRECTORY  where to (default dist)`;

/** Neither a .env nor a bunfig.toml of the directory it is started in is any of the server's business. */
const flags = "--compile --minify --bytecode --format=esm --sourcemap --no-compile-autoload-dotenv --no-compile-autoload-bunfig".split(" ");

/**
 * main.ts and each file that it starts as a Worker: these are entries of their own. The whole program is one file inside the
 * binary, so `new URL("./worker.ts", import.meta.url)` leads beside it, wherever the Worker's file is in the sources: hence no
 * folders in the names of the entries.
 */
function entries(): string[] {
  const started = [...new Bun.Glob("src/**/*.ts").scanSync(".")].flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/new Worker\(new URL\("(.+?)", import\.meta\.url\)/g)].map(([, worker = ""]) =>
      join(dirname(path), worker),
    ),
  );
  return ["--entry-naming=[name].[ext]", "src/main.ts", ...started];
}

/** `bun run build`: the program as one file for each target. */
function main(args: readonly string[]): number {
  const { values } = parseArgs({
    args: [...args],
    options: { target: { type: "string", multiple: true }, out: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  const chosen = values.target ?? builtByDefault;
  const unknown = chosen.filter((target) => !targets.includes(target));
  if (values.help === true || unknown.length > 0) {
    console.log(unknown.length > 0 ? `no such target: ${unknown.join(", ")}\n${usage}` : usage);
    return unknown.length > 0 ? 2 : 0;
  }
  const out = resolve(values.out ?? join(import.meta.dir, "../dist"));
  // JSX is told from the tsconfig.json of the current directory.
  process.chdir(join(import.meta.dir, ".."));
  mkdirSync(out, { recursive: true });
  return chosen.every((target) => build(target, out)) ? 0 : 1;
}

function build(target: string, out: string): boolean {
  const folder = mkdtempSync(join(out, ".building-"));
  try {
    const built = Bun.spawnSync([
      process.execPath,
      "build",
      ...flags,
      `--target=bun-${target}`,
      "--outfile",
      join(folder, "millrace"),
      ...entries(),
    ]);
    if (!built.success) {
      console.error(`${target} could not be built:\n${built.stdout.toString()}${built.stderr.toString()}`);
      return false;
    }
    const end = target.startsWith("windows") ? ".exe" : "";
    const path = join(out, `millrace-${target}${end}`);
    if (target === `${process.platform}-${process.arch}`) {
      copyFileSync(join(folder, "millrace"), join(folder, "here"));
      renameSync(join(folder, "here"), join(out, "millrace"));
    }
    // In one step, so that a binary that is running is replaced and not written into.
    renameSync(join(folder, `millrace${end}`), path);
    console.log(`${path} (${Math.round(statSync(path).size / 1_000_000)} MB)`);
    return true;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

try {
  process.exit(main(process.argv.slice(2)));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exit(2);
}
