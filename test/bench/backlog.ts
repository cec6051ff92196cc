import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type LiveServer, startServer } from "../clients/live.ts";
import { connectRaw } from "../clients/wire.ts";
import { storage } from "./contenders.ts";
import { buildLoad, drive, type Seen } from "./load.ts";
import { shown, shownTimes, taken, watch, yardstick } from "./watch.ts";

const usage = `bun test/bench/backlog.ts [--jobs 5000000] [--args 73]

Measures a backlog: the cycle over 100 connections on an empty queue, then so many jobs (200 bytes each as they are stored) pushed in,
a start with them to the first answered command, the cycle again, and all of them fetched and acknowledged, a tenth after the other.
Measures; judges nothing.`;

const cycleSeconds = 5;

function jobsPerSecond({ jobs, seconds }: Seen): number {
  return Math.round(jobs / seconds);
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

async function measure(folder: string, jobs: number, argBytes: number): Promise<void> {
  const cycle = (of: LiveServer) =>
    drive({
      addr: `127.0.0.1:${of.port}`,
      conns: 100,
      args: argBytes,
      queue: "backlog",
      unchecked: true,
      seconds: `${cycleSeconds}s`,
      pid: of.pid,
    });
  const first = await startServer(folder);
  try {
    console.log(await yardstick());
    console.log(`cycle, empty: ${jobsPerSecond(await cycle(first))} jobs/s`);
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
    console.log(`cycle, with them: ${jobsPerSecond(await cycle(server))} jobs/s; at most ${shown(most())}`);
    const load = { addr: `127.0.0.1:${server.port}`, args: argBytes, queue: "backlog", jobs, limit: "3600s", pid: server.pid };
    const drained = await drive({ ...load, workload: "drain", stored: true, conns: 100 });
    console.log(`drain: ${jobsPerSecond(drained)} jobs/s; at most ${shown(most())}`);
    const tenths = (drained.tenths ?? []).map((taken) => Math.round(jobs / 10 / taken));
    console.log(`  its tenths: ${tenths.join(", ")} jobs/s`);
    for (const verb of ["FETCH", "ACK"]) console.log(`  ${shownTimes(drained, verb)}`);
    console.log(`cycle, empty again: ${jobsPerSecond(await cycle(server))} jobs/s`);
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
