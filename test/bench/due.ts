import { parseArgs } from "node:util";
import { onMillrace } from "./contenders.ts";
import { buildLoad, drive, type Seen } from "./load.ts";
import { shown, shownTimes, watch, yardstick } from "./watch.ts";

const usage = `bun test/bench/due.ts [--jobs 1000000] [--over 100] [--rate 3000] [--at-once 100000]

Measures scheduled jobs that fall due (spec §4):

  all at once       --at-once jobs, beside 4 connections that push, fetch and acknowledge 200 jobs a second
  one after another --jobs jobs within --over seconds, fetched and acknowledged by 20 connections, beside 100 that do --rate jobs a second

and says how late each entered its queue ("promoted", by its enqueued_at) and, of the second, reached a worker ("received"), and the times
of the others' commands meanwhile. Measures; judges nothing.`;

interface Plan {
  readonly what: string;
  readonly jobs: number;
  readonly overSeconds: number;
  readonly connections: number;
  readonly rate: number;
}

/** Time to push the jobs in before the first of them is due, at a slow 20,000 a second. */
const fillSeconds = (jobs: number): number => 5 + jobs / 20_000;

async function measure({ what, jobs, overSeconds, connections, rate }: Plan): Promise<void> {
  await onMillrace(async (server, folder) => {
    await drive({ addr: `127.0.0.1:${server.port}`, conns: connections, seconds: "1s", queue: "warm" });
    const measured = overSeconds + 5;
    const most = watch(server.pid, folder);
    const seen = await drive({
      addr: `127.0.0.1:${server.port}`,
      workload: "due",
      conns: connections,
      rate,
      jobs,
      "due-in": `${fillSeconds(jobs)}s`,
      "due-over": `${overSeconds}s`,
      seconds: `${measured}s`,
      limit: `${fillSeconds(jobs) + measured + 120}s`,
      pid: server.pid,
    });
    console.log(`${what}: ${jobs} jobs fell due within ${overSeconds} s, beside ${rateOf(seen)} over ${connections} connections`);
    const verbs = ["promoted", ...(overSeconds > 0 ? ["received"] : []), "FETCH", "PUSH", "ACK"];
    for (const verb of verbs) console.log(`  ${shownTimes(seen, verb)}`);
    console.log(`  at most ${shown(most())}; server CPU ${seen.server?.cpuSeconds.toFixed(1)} s in ${seen.seconds.toFixed(0)} s`);
  });
}

function rateOf({ jobs, seconds }: Seen): string {
  return `${Math.round(jobs / seconds)} jobs/s`;
}

const options = {
  jobs: { type: "string", default: "1000000" },
  over: { type: "string", default: "100" },
  rate: { type: "string", default: "3000" },
  "at-once": { type: "string", default: "100000" },
  help: { type: "boolean", short: "h", default: false },
} as const;
const { values } = parseArgs({ options });
if (values.help) {
  console.log(usage);
  process.exit(0);
}
buildLoad();
console.log(await yardstick());
await measure({ what: "all at once", jobs: Number(values["at-once"]), overSeconds: 0, connections: 4, rate: 200 });
await measure({
  what: "one after another",
  jobs: Number(values.jobs),
  overSeconds: Number(values.over),
  connections: 100,
  rate: Number(values.rate),
});
