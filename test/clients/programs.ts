import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./live.ts";

/** What the toolchains of other languages build or install; kept from one run of the tests to the next. */
const cache = join(root, ".cache");

/** A first build downloads and compiles what the client needs: about half a minute on a fast machine, minutes on a slow one. */
export const buildMsMax = 15 * 60_000;

/** Builds one main package of a Go module; its path from then on. */
export function buildGo(module: string, main = "."): string {
  const binary = join(cache, "go", `${module.replaceAll("/", "-")}-${main.replace(/\W+/g, "")}`);
  run(["go", "build", "-o", binary, main], { cwd: join(root, module) }, "its Go modules");
  return binary;
}

/** Builds a Rust program of this name. All of them share one target folder, and so the client's crates, built once. */
export function buildRust(folder: string, name: string): string {
  const target = join(cache, "cargo");
  const command = ["cargo", "build", "--locked", "--quiet", "--manifest-path", join(root, folder, "Cargo.toml")];
  run(command, { env: { ...process.env, CARGO_TARGET_DIR: target } }, "its crates");
  return join(target, "debug", name);
}

/** Makes a virtual environment with what a requirements file names, or finds it from last time; its Python. */
export function installPython(requirements: string): string {
  const venv = join(cache, "python", dirname(requirements).replaceAll("/", "-"));
  const python = join(venv, "bin/python");
  mkdirSync(dirname(venv), { recursive: true });
  run(["python3", "-m", "venv", venv], {}, "Python's own pip");
  run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", join(root, requirements)], {}, "its packages");
  return python;
}

/** Node where it is there, else Bun. */
export function nodeProgram(): string {
  return Bun.which("node") ?? process.execPath;
}

function run(command: readonly string[], where: { cwd?: string; env?: NodeJS.ProcessEnv }, missing: string): void {
  const done = Bun.spawnSync([...command], { ...where, stdio: ["ignore", "pipe", "pipe"], timeout: buildMsMax });
  if (done.success) return;
  const output = Buffer.concat([done.stdout, done.stderr]).toString();
  const fault = `${command.join(" ")} failed (${done.exitCode ?? "out of time"})`;
  throw new Error(`${fault}. It takes a network the first time; offline, ${missing} can't be had.\n${output}`);
}
