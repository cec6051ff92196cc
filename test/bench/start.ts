import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Client } from "../support/client.ts";
import { freePort } from "../support/child-server.ts";

const usage = `bun test/bench/start.ts [--rounds 20] [--json] [BINARY]

Starts BINARY (default dist/millrace) and the sources in turn, each in an empty directory, and says how long it took from the start of the
process to the first greeting. Measures; judges nothing.`;

/** From the start of the process to the first greeting, in ms: the middle, and both ends. */
export interface StartSeen {
  readonly program: string;
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
}

/** Measures each program in turn, round by round, so that what else the machine does hits all alike. */
export async function measureStarts(programs: ReadonlyMap<string, readonly string[]>, rounds: number): Promise<StartSeen[]> {
  const seen = new Map([...programs.keys()].map((name): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of programs) seen.get(name)?.push(await greetingMs(command));
  }
  return [...seen].map(([program, unsorted]) => {
    const times = unsorted.toSorted((one, other) => one - other);
    const at = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))] ?? NaN);
    return { program, median: at(0.5), fastest: at(0), slowest: at(1) };
  });
}

async function greetingMs(command: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-start-"));
  const port = freePort();
  const started = performance.now();
  const child = Bun.spawn([...command, "-b", `127.0.0.1:${port}`, "-w", ":0"], {
    // The sources find their JSX settings by the current directory.
    cwd: command.length > 1 ? resolve(import.meta.dir, "../..") : folder,
    env: { HOME: folder },
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`${command.join(" ")} ended with ${child.exitCode}`);
      const client = await Client.open(port).catch(() => undefined);
      if (client === undefined) {
        await Bun.sleep(1);
        continue;
      }
      await client.reply();
      const milliseconds = performance.now() - started;
      client.close();
      return milliseconds;
    }
  } finally {
    child.kill("SIGKILL");
    await child.exited;
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const options = { rounds: { type: "string", default: "20" }, json: { type: "boolean" }, help: { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const binary = resolve(positionals[0] ?? "dist/millrace");
  const programs = new Map([
    [binary, [binary]],
    ["the sources", [process.execPath, resolve(import.meta.dir, "../../src/main.ts")]],
  ]);
  const seen = await measureStarts(programs, Number(values.rounds));
  if (values.json) console.log(JSON.stringify(seen));
  else for (const { program, ...ms } of seen) console.log(`${program}: median ${ms.median} ms (${ms.fastest} to ${ms.slowest})`);
}
