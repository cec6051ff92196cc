import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectRaw, within } from "./wire.ts";

/** The repository's folder. */
export const root = join(import.meta.dir, "../..");

/** A server in a child process, with a storage of its own. */
export interface LiveServer {
  readonly port: number;
  readonly pid: number;
  /** As clients take it in FAKTORY_URL. */
  readonly url: string;
  /** What INFO says now (spec §3). */
  info(): Promise<Info>;
  /** TERM; refused unless the server ends by itself with exit code 0 (spec §1 allows it 5 s). */
  stop(): Promise<void>;
}

/** The part of INFO (spec §3) that the tests of clients look at. */
export interface Info {
  readonly faktory: {
    readonly queues: Readonly<Record<string, number>>;
    readonly sets: { readonly scheduled: number; readonly retries: number; readonly dead: number; readonly working: number };
    readonly tasks: { readonly Workers: { readonly size: number } };
    readonly total_failures: number;
    readonly total_processed: number;
    readonly total_enqueued: number;
  };
}

const startMsMax = 20_000;
const stopMsMax = 8_000;
const greetingPauseMs = 20;
const infoPauseMs = 100;

/** Starts the program (MILLRACE_BIN where set, else from source) on a free port; `folder` takes its storage and configuration. No pages without a port for them. */
export async function startServer(folder: string, webPort?: number): Promise<LiveServer> {
  const port = freePort();
  const program = process.env["MILLRACE_BIN"] ? [process.env["MILLRACE_BIN"]] : [process.execPath, join(root, "src/main.ts")];
  const flags = [
    "-b",
    `127.0.0.1:${port}`,
    "-w",
    webPort === undefined ? ":0" : `127.0.0.1:${webPort}`,
    "-d",
    join(folder, "db"),
    "-c",
    join(folder, "config"),
    "-l",
    "warn",
  ];
  const log = join(folder, "server.log");
  const child = Bun.spawn([...program, ...flags], {
    cwd: root,
    env: withoutFaktory(process.env),
    stdio: ["ignore", Bun.file(log), Bun.file(`${log}.err`)],
  });
  const fault = async (what: string): Promise<Error> =>
    new Error(`the server ${what}:\n${await Bun.file(log).text()}${await Bun.file(`${log}.err`).text()}`);
  try {
    await within(greeted(port, child), startMsMax, "HI");
  } catch (error) {
    child.kill("SIGKILL");
    throw await fault(`did not start (${String(error)})`);
  }
  return {
    port,
    pid: child.pid,
    url: `tcp://127.0.0.1:${port}`,
    info: () => infoOf(port),
    stop: async () => {
      child.kill("SIGTERM");
      try {
        await within(child.exited, stopMsMax, "the end of the server");
      } finally {
        child.kill("SIGKILL");
      }
      if (child.exitCode !== 0) throw await fault(`ended with ${child.exitCode ?? child.signalCode}`);
    },
  };
}

/** Runs `work` with a server of its own in a temporary folder, and takes both away. */
export async function withServer(work: (server: LiveServer, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-live-"));
  try {
    const server = await startServer(folder);
    const faults: unknown[] = [];
    await work(server, folder).catch((error: unknown) => faults.push(error));
    await server.stop().catch((error: unknown) => faults.push(error));
    if (faults.length > 0) throw faults.length === 1 ? faults[0] : new AggregateError(faults, faults.map(String).join("\n"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Asks INFO until it is so, at most that long. */
export async function untilInfo(
  server: LiveServer,
  what: string,
  ms: number,
  isSo: (counts: Info["faktory"]) => boolean,
): Promise<Info["faktory"]> {
  for (let left = ms; left > 0; left -= infoPauseMs) {
    const { faktory } = await server.info();
    if (isSo(faktory)) return faktory;
    await Bun.sleep(infoPauseMs);
  }
  throw new Error(`${what}: not within ${ms} ms; INFO says ${JSON.stringify((await server.info()).faktory)}`);
}

async function infoOf(port: number): Promise<Info> {
  const connection = connectRaw(port);
  try {
    await connection.reply();
    await connection.ask('HELLO {"v":2}');
    const reply = await connection.ask("INFO");
    if (reply.kind !== "bulk") throw new Error(`INFO was answered ${JSON.stringify(reply)}`);
    return JSON.parse(reply.text) as Info;
  } finally {
    connection.close();
  }
}

async function greeted(port: number, child: Bun.Subprocess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const connection = connectRaw(port);
    const reply = await connection.reply().catch(() => undefined);
    connection.close();
    if (reply?.kind === "text" && reply.text.startsWith("HI ")) return;
    await Bun.sleep(greetingPauseMs);
  }
  throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
}

/** A port that was free a moment ago. */
export function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}

/** The environment without what would change how a server or client of the protocol starts. */
export function withoutFaktory(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith("FAKTORY_"));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? ""]));
}
