import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { within } from "../clients/wire.ts";
import { aCertificate, installCertificate } from "../support/certificates.ts";
import { startChild } from "../support/child-server.ts";
import { storage } from "./contenders.ts";
import { openIdle } from "./idle-workers.ts";

const usage = `bun test/bench/idle.ts [--connections 19500] [--tls] [--password] [--json]

Opens idle workers, each with its own wid, and says what each costs the server: resident memory at 0, 1 and all of them, beside the
instant-reply server, which keeps nothing. The file limit (ulimit -n) holds for both sides. Measures; judges nothing.`;

/** What is measured. */
export interface IdlePlan {
  readonly connections: number;
  readonly isSecured: boolean;
  readonly password?: string;
  /** How long memory must not have become less to count as settled. */
  readonly stillMs?: number;
}

/** What was seen. */
export interface IdleSeen {
  /** Resident bytes of the server at 0, 1 and all connections, and those that each of the last ones cost. */
  readonly bytesAt0: number;
  readonly bytesAt1: number;
  readonly bytesAtAll: number;
  readonly bytesEach: number;
  readonly openSeconds: number;
  /** The answers of some of them to BEAT, once all were open. */
  readonly answers: readonly string[];
}

/** A server that is measured. */
interface Target {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

const pauseMs = 250;
const askedOfAll = 100;
const settleMsMax = 20_000;
const startMsMax = 10_000;

/** Measures one of the two servers, in a folder of its own. */
export async function measureIdle(contender: "millrace" | "instant", plan: IdlePlan): Promise<IdleSeen> {
  await mkdir(storage, { recursive: true });
  const folder = await mkdtemp(join(storage, "idle-"));
  const config = join(folder, "logs", "config");
  if (plan.isSecured) installCertificate(config, aCertificate());
  try {
    if (contender === "millrace") return await seen(await startMillrace(folder, plan), plan);
    const { password: _, ...open } = plan;
    return await seen(await startInstant(plan.isSecured ? config : undefined), open);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function startMillrace(folder: string, { isSecured, password }: IdlePlan): Promise<Target> {
  const env = password === undefined ? {} : { FAKTORY_PASSWORD: password };
  const server = await startChild({ directory: join(folder, "storage"), logs: join(folder, "logs"), isSecured, env });
  return { port: server.port, pid: server.pid, stop: async () => void (await server.end("SIGTERM")) };
}

async function startInstant(configDirectory: string | undefined): Promise<Target> {
  const args = configDirectory === undefined ? [] : ["40", configDirectory];
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "instant.ts"), ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const { value } = await within(child.stdout.getReader().read(), startMsMax, "the port of the instant-reply server");
  const stop = async () => {
    child.kill("SIGKILL");
    await child.exited;
  };
  return { port: Number(new TextDecoder().decode(value)), pid: child.pid, stop };
}

/** Opens the workers, looks at the server's memory, and closes all again. */
async function seen({ port, pid, stop }: Target, { connections, stillMs = 2_000, ...how }: IdlePlan): Promise<IdleSeen> {
  const workers = openIdle({ port, ...how });
  try {
    const bytesAt0 = await settledBytes(pid, stillMs);
    await workers.open(1);
    const bytesAt1 = await settledBytes(pid, stillMs);
    const from = performance.now();
    await workers.open(connections - 1);
    const openSeconds = (performance.now() - from) / 1_000;
    const bytesAtAll = await settledBytes(pid, stillMs);
    const answers = await workers.beat(Math.min(askedOfAll, connections));
    const bytesEach = Math.round((bytesAtAll - bytesAt1) / Math.max(1, connections - 1));
    return { bytesAt0, bytesAt1, bytesAtAll, bytesEach, openSeconds, answers };
  } finally {
    workers.close();
    await stop();
  }
}

/** The resident memory once it has not become less for a while. */
async function settledBytes(pid: number, stillMs: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let waited = 0, still = 0; waited < settleMsMax && still < stillMs; waited += pauseMs, still += pauseMs) {
    await Bun.sleep(pauseMs);
    const bytes = await residentBytes(pid);
    if (bytes < least * 0.99) still = 0;
    least = Math.min(least, bytes);
  }
  return least;
}

async function residentBytes(pid: number): Promise<number> {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1_024;
}

function report(name: string, { bytesEach, bytesAt0, bytesAt1, bytesAtAll, openSeconds, answers }: IdleSeen): string {
  const resident = [bytesAt0, bytesAt1, bytesAtAll].map((bytes) => (bytes / 1_048_576).toFixed(1)).join(", ");
  const alive = answers.filter((answer) => answer === "+OK").length;
  const each = `${bytesEach} bytes each`;
  return `${name}: ${each}; resident at 0, 1, all: ${resident} MB; opened in ${openSeconds.toFixed(1)} s; ${alive} of ${answers.length} answer`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      connections: { type: "string", default: "19500" },
      tls: { type: "boolean", default: false },
      password: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(usage);
  const plan = { connections: Number(values.connections), isSecured: values.tls, ...(values.password ? { password: "s3cret" } : {}) };
  const instant = await measureIdle("instant", plan);
  const millrace = await measureIdle("millrace", plan);
  if (values.json) return console.log(JSON.stringify({ ...plan, millrace, instant }));
  console.log(`${plan.connections} idle workers${plan.isSecured ? " over TLS" : ""}`);
  console.log(report("millrace", millrace));
  console.log(report("instant ", instant));
}

if (import.meta.main) await main();
