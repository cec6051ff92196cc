import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type LiveServer, startServer } from "../clients/live.ts";
import { connectRaw } from "../clients/wire.ts";
import { onMillrace, storage } from "./contenders.ts";
import { buildLoad, drive, type Seen } from "./load.ts";
import { shown, shownTimes, taken, watch, yardstick } from "./watch.ts";

const usage = `bun test/bench/backlog.ts [--jobs 5000000] [--args 73]

Measures a backlog: so many jobs (200 bytes each as they are stored) pushed in, a start with them to the first answered command, the cycle
over 100 connections beside that of an empty server in 3 alternating rounds, and all of them fetched and acknowledged, a tenth after the
other; CPU seconds are the server's. Measures; judges nothing.`;

const rounds = 3;
const cycleSeconds = 4;

function jobsPerSecond({ jobs, seconds }: Seen): number {
  return Math.round(jobs / seconds);
}

function cpuPer100k({ jobs, server }: Seen): number {
  return ((server?.cpuSeconds ?? 0) / jobs) * 100_000;
}

/** Starts the server on the folder: the seconds until it has answered INFO. */
async function startAgain(folder: string): Promise<{ server: LiveServer; seconds: number }> {
  const from = performance.now();
  const server = await startServer(folder);
  const connection = connectRaw(server.port);
  await connection.reply();
  for (const command of ['HELLO {"v":2}', "INFO"]) await connection.ask(command);
  connection.close();
  return { server, seconds: (performance.now() - from) / 1_000 };
}

/** The cycle of a server with a backlog beside that of an empty one, round by round. */
async function compareCycles(full: LiveServer, argBytes: number): Promise<void> {
  await onMillrace(async (empty) => {
    const ratios: number[] = [];
    const cpuRatios: number[] = [];
    const cycle = (of: LiveServer, seconds: number) =>
      drive({
        addr: `127.0.0.1:${of.port}`,
        conns: 100,
        args: argBytes,
        queue: "backlog",
        unchecked: true,
        seconds: `${seconds}s`,
        pid: of.pid,
      });
    for (const server of [full, empty]) await cycle(server, 1); // warms it up
    for (let round = 0; round < rounds; round++) {
      const [one, other] = [await cycle(full, cycleSeconds), await cycle(empty, cycleSeconds)];
      ratios.push(jobsPerSecond(one) / jobsPerSecond(other));
      cpuRatios.push(cpuPer100k(one) / cpuPer100k(other));
      console.log(`cycle: ${jobsPerSecond(one)} jobs/s with the backlog, ${jobsPerSecond(other)} without`);
    }
    const written = (values: number[]) => values.map((value) => value.toFixed(2)).join(", ");
    console.log(`  ratios: jobs/s ${written(ratios)}; CPU per job ${written(cpuRatios)}`);
  });
}

async function measure(folder: string, jobs: number, argBytes: number): Promise<void> {
  const first = await startServer(folder);
  try {
    console.log(await yardstick());
    const most = watch(first.pid, folder);
    const load = { addr: `127.0.0.1:${first.port}`, args: argBytes, queue: "backlog", jobs, limit: "3600s" };
    const filled = await drive({ ...load, workload: "fill", conns: 4, pid: first.pid });
    console.log(`fill by PUSHB of 1,000: ${jobsPerSecond(filled)} jobs/s; at most ${shown(most())}`);
    console.log(`  ${shownTimes(filled, "PUSHB")}`);
  } finally {
    await first.stop();
  }
  const { server, seconds } = await startAgain(folder);
  try {
    console.log(`start with ${jobs} jobs: ${seconds.toFixed(2)} s to the answer of INFO; ${shown(taken(server.pid, folder))}`);
    const most = watch(server.pid, folder);
    await compareCycles(server, argBytes);
    const load = { addr: `127.0.0.1:${server.port}`, args: argBytes, queue: "backlog", jobs, limit: "3600s", pid: server.pid };
    const drained = await drive({ ...load, workload: "drain", stored: true, conns: 100 });
    console.log(`drain: ${jobsPerSecond(drained)} jobs/s; at most ${shown(most())}`);
    const tenths = drained.tenths ?? [];
    console.log(`  its tenths: ${tenths.map((tenth) => Math.round(jobs / 10 / tenth.seconds)).join(", ")} jobs/s`);
    console.log(`  CPU s per 100,000 jobs: ${tenths.map((tenth) => ((tenth.cpuSeconds / jobs) * 1_000_000).toFixed(2)).join(", ")}`);
    for (const verb of ["FETCH", "ACK"]) console.log(`  ${shownTimes(drained, verb)}`);
    console.log(await yardstick());
  } finally {
    await server.stop();
  }
}

const options = {
  jobs: { type: "string", default: "5000000" },
  args: { type: "string", default: "73" },
  help: { type: "boolean", short: "h", default: false },
} as const;
const { values } = parseArgs({ options });
if (values.help) {
  console.log(usage);
  process.exit(0);
}
buildLoad();
await mkdir(storage, { recursive: true });
const folder = await mkdtemp(join(storage, "backlog-"));
try {
  await measure(folder, Number(values.jobs), Number(values.args));
} finally {
  await rm(folder, { recursive: true });
}
