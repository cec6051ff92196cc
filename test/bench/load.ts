import { join } from "node:path";
import { root } from "../clients/live.ts";
import type { Case } from "./cases.ts";
import type { Contender } from "./contenders.ts";

/** Milliseconds that half, 99 % and 99.9 % of the round trips of a verb stayed under, and the longest. */
export interface Spans {
  readonly verb: string;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** What the load program says about one run. */
export interface Seen {
  readonly jobs: number;
  readonly seconds: number;
  readonly verbs: readonly Spans[];
  /** Absent where the server's process is unknown. The thread is the one that runs its JavaScript. */
  readonly server?: { readonly cpuSeconds: number; readonly threadSeconds: number; readonly rssMegabytes: number };
  readonly loadCpuSeconds: number;
  readonly pushed: number;
  readonly fetched: number;
  readonly acked: number;
  readonly failed: number;
  /** What each tenth of a drain took, and of the server's CPU. */
  readonly tenths?: readonly { readonly seconds: number; readonly cpuSeconds: number }[];
}

/** How long and with how many threads the load program runs. */
export interface Pace {
  readonly seconds: number;
  readonly warmSeconds: number;
  readonly procs: number;
}

const binary = join(root, ".cache/bench/load");

/** Builds the load program (Go, standard library only). */
export function buildLoad(): void {
  const built = Bun.spawnSync(["go", "build", "-o", binary, "."], { cwd: join(import.meta.dir, "load"), timeout: 300_000 });
  if (!built.success) throw new Error(`go build of the load program failed:\n${built.stderr.toString()}`);
}

/** Drives a contender, from a new process of it to its end, through one case. */
export async function runLoad(contender: Contender, one: Case, pace: Pace): Promise<Seen> {
  const running = await contender.start(one);
  try {
    return await drive({
      addr: running.address,
      workload: one.workload,
      conns: one.connections,
      args: one.argBytes,
      idle: one.idle ?? 0,
      jobs: one.jobs ?? 0,
      rate: one.rate ?? 0,
      intended: one.rate !== undefined,
      "fail-every": one.failEvery ?? 0,
      warm: `${pace.warmSeconds}s`,
      seconds: `${pace.seconds}s`,
      procs: pace.procs,
      pid: running.pid ?? 0,
      unchecked: contender.isCanned,
      queue: `bench-${process.pid}-${runs++}`,
    });
  } catch (error) {
    throw new Error(`${one.name} against ${contender.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    await running.stop();
  }
}

let runs = 0;

type Flags = Readonly<Record<string, string | number | boolean>>;

/** Runs the load program with these flags. */
export function drive(flags: Flags): Promise<Seen> {
  return startLoad(flags).seen;
}

/** Starts the load program with these flags: what it sees until its time is over, or until it is stopped. */
export function startLoad(flags: Flags): { readonly seen: Promise<Seen>; stop(): void } {
  const child = Bun.spawn([binary, ...Object.entries(flags).map(([name, value]) => `-${name}=${value}`)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const read = async (): Promise<Seen> => {
    const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited]);
    if (code !== 0) throw new Error(err.trim() || `the load program ended with ${code ?? child.signalCode}`);
    return JSON.parse(out) as Seen;
  };
  return { seen: read(), stop: () => child.kill("SIGINT") };
}
