import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ChildServer, spawnChild, startChild } from "../support/child-server.ts";

/** The real program with files in its config directory. */
export interface ConfiguredChild extends ChildServer {
  /** Writes a file into its config directory. */
  write(name: string, content: string): void;
  remove(name: string): void;
  signal(signal: "SIGHUP" | "SIGTTIN"): void;
  /** Waits until it has written a line that matches, beyond those it had written when it was last asked. */
  says(pattern: RegExp): Promise<string>;
}

interface Start {
  readonly env?: Readonly<Record<string, string>>;
  /** Another place for the storage. */
  readonly storage?: string;
  /** `-w`; off where it is absent. */
  readonly webBinding?: string;
  /** There is a certificate among its files. */
  readonly isSecured?: boolean;
}

/** What ends a wait for a line that never comes. */
const patienceMs = 8_000;

function prepared(files: Readonly<Record<string, string>>, { storage }: Start) {
  const folder = mkdtempSync(join(tmpdir(), "millrace-configured-"));
  const directory = storage ?? join(folder, "storage");
  const write = (name: string, content: string) => {
    const path = join(`${directory}.child`, "config", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  const remove = (name: string) => rmSync(join(`${directory}.child`, "config", name), { recursive: true });
  return { folder, directory, write, remove };
}

/** Starts the program with these files and runs `story` while it serves; a child that still runs then is stopped. */
export async function withChild(
  files: Readonly<Record<string, string>>,
  story: (child: ConfiguredChild) => Promise<void>,
  start: Start = {},
): Promise<void> {
  const { folder, directory, write, remove } = prepared(files, start);
  const child = await startChild({ directory, ...start });
  let read = child.output().length;
  const says = async (pattern: RegExp) => {
    for (const until = performance.now() + patienceMs; performance.now() < until; await Bun.sleep(10)) {
      const fresh = child.output().slice(read);
      const found = pattern.exec(fresh);
      if (found === null) continue;
      read += found.index + found[0].length;
      return found[0];
    }
    throw new Error(`it does not say ${pattern}:\n${child.output()}`);
  };
  try {
    await story({ ...child, write, remove, says, signal: (signal) => process.kill(child.pid, signal) });
  } finally {
    if (!child.hasEnded()) await child.end("SIGTERM");
    rmSync(folder, { recursive: true });
  }
}

/** Starts the program where it must refuse to; answers with its exit code and its lines, with `DIR` for the config directory. */
export async function refused(
  files: Readonly<Record<string, string>>,
  start: Start = {},
): Promise<{ code: number | null; lines: string[] }> {
  const { folder, directory } = prepared(files, start);
  try {
    const child = spawnChild({ directory, env: start.env ?? {} });
    const { code } = await child.ended();
    const config = join(`${directory}.child`, "config");
    return { code, lines: child.output().trimEnd().replaceAll(config, "DIR").split("\n") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
