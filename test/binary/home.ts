import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "../support/client.ts";
import { freePort } from "../support/child-server.ts";

/** How a run that was waited for ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A server that greets. */
export interface Serving {
  readonly port: number;
  readonly web: string;
  /** What it logged so far. */
  log(): string;
  /** Stops it as an operator would: its exit code. */
  stop(): Promise<number>;
}

const startMsMax = 20_000;

/** An empty directory that is both the home and the current directory of whatever runs in it, with an empty environment. */
export class Home implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "millrace-home-"));
  readonly #running: Bun.Subprocess[] = [];

  /** Runs a program to its end. */
  async run(command: readonly string[], variables: Readonly<Record<string, string>> = {}, input = ""): Promise<Ended> {
    const child = Bun.spawn([...command], {
      cwd: this.path,
      env: { HOME: this.path, ...variables },
      stdin: Buffer.from(input),
      stdout: "pipe",
      stderr: "pipe",
    });
    const [code, out, err] = await Promise.all([child.exited, new Response(child.stdout).text(), new Response(child.stderr).text()]);
    return { code, out, err };
  }

  /** Starts a server on free ports and waits until it greets. */
  async serve(command: readonly string[]): Promise<Serving> {
    const [port, webPort] = [freePort(), freePort()];
    const log = join(this.path, `${port}.log`);
    const child = Bun.spawn([...command, "-b", `127.0.0.1:${port}`, "-w", `127.0.0.1:${webPort}`], {
      cwd: this.path,
      env: { HOME: this.path },
      stdio: ["ignore", Bun.file(log), Bun.file(`${log}.err`)],
    });
    this.#running.push(child);
    const text = () => readFileSync(log, "utf8") + readFileSync(`${log}.err`, "utf8");
    const until = performance.now() + startMsMax;
    while (!(await greets(port))) {
      if (child.exitCode !== null || performance.now() > until) throw new Error(`the server did not start:\n${text()}`);
      await Bun.sleep(10);
    }
    return {
      port,
      web: `http://127.0.0.1:${webPort}`,
      log: text,
      stop: async () => {
        child.kill("SIGTERM");
        return child.exited;
      },
    };
  }

  [Symbol.dispose](): void {
    for (const child of this.#running) child.kill("SIGKILL");
    rmSync(this.path, { recursive: true });
  }
}

async function greets(port: number): Promise<boolean> {
  const client = await Client.open(port).catch(() => undefined);
  if (client === undefined) return false;
  const greeting = await client.reply();
  client.close();
  return greeting.startsWith("+HI ");
}
