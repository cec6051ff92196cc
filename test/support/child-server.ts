import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Client } from "./client.ts";

/** How a child server is started. */
export interface ChildOptions {
  readonly directory: string;
  /** Where what it logs goes, and its configuration is looked for; a folder beside the storage directory where it is absent. */
  readonly logs?: string;
  /** Any free port where it is absent. */
  readonly port?: number;
  /** `-w`; off where it is absent. */
  readonly webBinding?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The current directory; the project's root where it is absent. */
  readonly cwd?: string;
  /** It finds a certificate in its configuration: then it greets over TLS. */
  readonly isSecured?: boolean;
  /** The system's limit of open files for it. */
  readonly openFilesMax?: number;
}

/** How a child ended, and how long it took to. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: string | number | null;
  readonly milliseconds: number;
}

/** The real server in a process of its own: what the tests kill, stop and watch from outside. */
export interface ChildServer {
  readonly port: number;
  readonly pid: number;
  hasEnded(): boolean;
  /** What it has written so far, log and errors alike. */
  output(): string;
  /** What it has written to standard error. */
  errors(): string;
  /** Sends a signal and waits for the end. */
  end(signal: "SIGTERM" | "SIGINT" | "SIGKILL"): Promise<ChildEnd>;
  /** Waits for the end, whatever brings it. */
  ended(): Promise<ChildEnd>;
}

const root = resolve(import.meta.dir, "../..");
const greetingPauseMs = 10;
const startMsMax = 20_000;
/** Longer than the server itself may take to stop, so that its own bound is what a test sees broken. */
const endMsMax = 12_000;
const running = new Set<Bun.Subprocess>();

/** Kills what a failed test left running; for `afterAll`. */
export async function endChildren(): Promise<void> {
  for (const child of running) child.kill("SIGKILL");
  await Promise.all([...running].map((child) => child.exited));
}

/** Starts the program (MILLRACE_BIN where set, else from source) and waits until it greets; refused with its output where it ends instead. */
export async function startChild(options: ChildOptions): Promise<ChildServer> {
  const child = spawnChild(options);
  const until = performance.now() + startMsMax;
  while (!(await greets(child.port, options.isSecured === true))) {
    const isLate = performance.now() > until;
    if (isLate) await child.end("SIGKILL");
    if (isLate || child.hasEnded()) throw new Error(`the server did not start:\n${child.output()}`);
    await Bun.sleep(greetingPauseMs);
  }
  return child;
}

/** Starts the program without waiting for its greeting: it may refuse to start. */
export function spawnChild(options: ChildOptions): ChildServer {
  const { directory, logs = `${directory}.child`, port = freePort(), webBinding = ":0", cwd = root, env = {} } = options;
  const program = process.env["MILLRACE_BIN"]
    ? [resolve(root, process.env["MILLRACE_BIN"])]
    : [process.execPath, join(root, "src/main.ts")];
  mkdirSync(logs, { recursive: true });
  const log = join(logs, `${port}.log`);
  const flags = ["-b", `127.0.0.1:${port}`, "-w", webBinding, "-d", directory, "-c", join(logs, "config")];
  const limited = options.openFilesMax === undefined ? [] : ["sh", "-c", `ulimit -n ${options.openFilesMax} && exec "$@"`, "sh"];
  const child = Bun.spawn([...limited, ...program, ...flags], {
    cwd,
    env: { ...withoutFaktory(), ...env },
    stdio: ["ignore", Bun.file(log), Bun.file(`${log}.err`)],
  });
  running.add(child);
  void child.exited.then(() => running.delete(child));
  const ended = async (): Promise<ChildEnd> => {
    const from = performance.now();
    const timer = setTimeout(() => child.kill("SIGKILL"), endMsMax);
    await child.exited;
    clearTimeout(timer);
    return { code: child.exitCode, signal: child.signalCode, milliseconds: performance.now() - from };
  };
  return {
    port,
    pid: child.pid,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    output: () => readFileSync(log, "utf8") + readFileSync(`${log}.err`, "utf8"),
    errors: () => readFileSync(`${log}.err`, "utf8"),
    ended,
    end: (signal) => {
      child.kill(signal);
      return ended();
    },
  };
}

async function greets(port: number, isSecured: boolean): Promise<boolean> {
  const opening = isSecured ? Client.secured(port) : Client.open(port);
  const client = await opening.catch(() => undefined);
  if (client === undefined) return false;
  const greeting = await client.reply();
  client.close();
  return greeting.startsWith("+HI ");
}

/** A port that was free a moment ago. */
export function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}

/** The environment without what would change how the server starts. */
function withoutFaktory(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("FAKTORY_"));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? ""]));
}
