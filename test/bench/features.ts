import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startServer } from "../clients/live.ts";
import { Client } from "../support/client.ts";
import { storage } from "./contenders.ts";
import { buildLoad, drive, type Seen } from "./load.ts";

const usage = `bun test/bench/features.ts [--rounds 5] [--seconds 4] [--connections 100]

What features cost (spec §6): the cycle PUSH, FETCH, ACK with and without them, in alternating rounds, each on a server of its own. Prints
the server's CPU per 100,000 jobs and p99 of FETCH, as medians, and their ratios to the same cycle without the feature.`;

const throttledQueues = 1_000;
const cronEntries = 1_000;
const locksHeld = 100_000;
const locksAtOnce = 1_000;

/** One way to run the cycle. */
interface Way {
  readonly name: string;
  /** The one it is compared with. */
  readonly beside?: string;
  readonly queues: number;
  readonly isUnique: boolean;
  readonly hasThrottles: boolean;
  readonly hasLocks: boolean;
  readonly hasCron: boolean;
}

const none = { queues: 1, isUnique: false, hasThrottles: false, hasLocks: false, hasCron: false };
const ways: readonly Way[] = [
  { ...none, name: "none" },
  { ...none, name: "beside 1,000 throttles and 100,000 locks", beside: "none", hasThrottles: true, hasLocks: true },
  { ...none, name: "beside 1,000 cron entries", beside: "none", hasCron: true },
  { ...none, name: "unique jobs beside 100,000 locks", beside: "none", isUnique: true, hasLocks: true },
  { ...none, name: "over 1,000 queues", queues: throttledQueues },
  { ...none, name: "over 1,000 throttled queues", beside: "over 1,000 queues", queues: throttledQueues, hasThrottles: true },
];

/** A third of them limits each worker, a third a rate; none is at its limit, so that what is measured is the price of looking. */
function throttlesFor(queue: string): string {
  const kinds = ["{ concurrency = 1000, timeout = 600 }", "{ worker = 1000, timeout = 600 }", "{ rate = 100000, per = 1 }"];
  const lines = Array.from({ length: throttledQueues }, (_, index) => `${queue}-${index} = ${kinds[index % kinds.length]}`);
  return `[throttles]\n${lines.join("\n")}\n`;
}

/** Each pushes a job a minute, at a second of its own. */
function cronTables(): string {
  const entry = (index: number) =>
    `[[cron]]\nname = "${index}"\nschedule = "${index % 60} * * * * *"\n[cron.job]\ntype = "tick"\nqueue = "cron"\n`;
  return Array.from({ length: cronEntries }, (_, index) => entry(index)).join("");
}

/** Scheduled jobs that hold a lock each. */
async function holdLocks(port: number): Promise<void> {
  const client = await Client.greeted(port);
  for (let pushed = 0; pushed < locksHeld; pushed += locksAtOnce) {
    const jobs = Array.from({ length: locksAtOnce }, (_, index) => {
      const jid = `locked-${pushed + index}`;
      return `{"jid":"${jid}","jobtype":"held","args":["${jid}"],"at":"2100-01-01T00:00:00Z","custom":{"unique_for":86400}}`;
    });
    const reply = await client.ask(`PUSHB [${jobs.join(",")}]`);
    if (reply !== "$ {}") throw new Error(`PUSHB was answered ${reply.slice(0, 200)}`);
  }
  client.close();
}

async function measure(way: Way, flags: Readonly<Record<string, string | number>>): Promise<Seen> {
  await mkdir(storage, { recursive: true });
  const folder = await mkdtemp(join(storage, "run-"));
  const queue = "features";
  try {
    await mkdir(join(folder, "config/conf.d"), { recursive: true });
    if (way.hasThrottles) await writeFile(join(folder, "config/conf.d/throttles.toml"), throttlesFor(queue));
    if (way.hasCron) await writeFile(join(folder, "config/conf.d/cron.toml"), cronTables());
    const server = await startServer(folder);
    try {
      if (way.hasLocks) await holdLocks(server.port);
      const addr = `127.0.0.1:${server.port}`;
      return await drive({ ...flags, addr, pid: server.pid, queue, queues: way.queues, unique: way.isUnique });
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
const cpuOf = ({ server, jobs }: Seen): number => ((server?.cpuSeconds ?? NaN) / jobs) * 100_000;
const fetchP99Of = ({ verbs }: Seen): number => verbs.find(({ verb }) => verb === "FETCH")?.p99 ?? NaN;

function report(seen: ReadonlyMap<string, readonly Seen[]>): void {
  const of = (name: string, read: (one: Seen) => number) => median((seen.get(name) ?? []).map(read));
  for (const { name, beside = name } of ways) {
    const [cpu, p99] = [of(name, cpuOf), of(name, fetchP99Of)];
    const ratios = `x${(cpu / of(beside, cpuOf)).toFixed(2)}, x${(p99 / of(beside, fetchP99Of)).toFixed(2)}`;
    console.log(`${name}: ${cpu.toFixed(2)} CPU s per 100,000 jobs, FETCH p99 ${p99.toFixed(2)} ms (${ratios})`);
  }
}

if (import.meta.main) {
  const options = { rounds: { type: "string", default: "5" }, seconds: { type: "string", default: "4" } } as const;
  const { values } = parseArgs({
    options: { ...options, connections: { type: "string", default: "100" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  buildLoad();
  const seen = new Map<string, Seen[]>(ways.map(({ name }) => [name, []]));
  const flags = { workload: "cycle", conns: values.connections, args: 40, warm: "1s", seconds: `${values.seconds}s`, procs: 1 };
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) seen.get(way.name)?.push(await measure(way, flags));
  }
  report(seen);
}
