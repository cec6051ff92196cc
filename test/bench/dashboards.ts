import { parseArgs } from "node:util";
import { freePort } from "../clients/live.ts";
import { onMillrace } from "./contenders.ts";
import { buildLoad, drive, type Seen } from "./load.ts";
import { openDashboards } from "./viewers.ts";
import { shownTimes, yardstick } from "./watch.ts";

const usage = `bun test/bench/dashboards.ts [--rounds 3] [--seconds 10] [--viewers 20] [--rate 2000]

Measures what open dashboards cost the workers: alternating rounds without and with that many, each asking for its page as a browser does,
once beside 100 connections that do as much as they can, and once beside 100 that do so many jobs a second. Measures; judges nothing.`;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "10" },
    viewers: { type: "string", default: "20" },
    rate: { type: "string", default: "2000" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help === true) {
  console.log(usage);
  process.exit(0);
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN;
const spread = (numbers: readonly number[], digits: number): string =>
  `${median(numbers).toFixed(digits)} (${Math.min(...numbers).toFixed(digits)}-${Math.max(...numbers).toFixed(digits)})`;

/** Server CPU a job, in microseconds. */
const cpuOf = ({ server, jobs }: Seen): number => ((server?.cpuSeconds ?? NaN) * 1e6) / jobs;
const fetchOf = ({ verbs }: Seen): number => verbs.find(({ verb }) => verb === "FETCH")?.p99 ?? NaN;

function tell(what: string, seen: readonly Seen[]): void {
  const rates = seen.map(({ jobs, seconds }) => jobs / seconds);
  console.log(
    `${what}: ${spread(rates, 0)} jobs/s · server CPU ${spread(seen.map(cpuOf), 1)} µs a job · FETCH p99 ${spread(seen.map(fetchOf), 2)} ms`,
  );
}

buildLoad();
const [rounds, viewers] = [Number(values.rounds), Number(values.viewers)];
const webPort = freePort();
await onMillrace(async (server) => {
  console.log(await yardstick());
  const load = { addr: `127.0.0.1:${server.port}`, conns: 100, pid: server.pid, seconds: `${values.seconds}s`, warm: "1s" };
  for (const rate of [0, Number(values.rate)]) {
    const [alone, watched]: [Seen[], Seen[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      alone.push(await drive({ ...load, rate, queue: `alone-${rate}-${round}` }));
      const open = openDashboards(webPort, viewers);
      watched.push(await drive({ ...load, rate, queue: `watched-${rate}-${round}` }));
      const { polls, unchanged, times } = await open.stop();
      const at = (share: number) => (times[Math.floor(times.length * share)] ?? NaN).toFixed(1);
      console.log(
        `  ${polls} polls, ${unchanged} unchanged, p50 ${at(0.5)} p99 ${at(0.99)} ms · ${shownTimes(watched.at(-1)!, "FETCH") ?? ""}`,
      );
    }
    const name = rate === 0 ? "as much as they can" : `${rate} jobs/s`;
    tell(`${name}, no dashboard`, alone);
    tell(`${name}, ${viewers} dashboards`, watched);
  }
}, webPort);
