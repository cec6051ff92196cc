import { parseArgs } from "node:util";
import { onMillrace } from "./contenders.ts";
import { buildLoad, drive } from "./load.ts";
import { shown, shownTimes, taken, watch, yardstick } from "./watch.ts";

const usage = `bun test/bench/steady.ts [--seconds 60] [--rate 8000] [--jobs 10000000]

Measures a server that works on and on: first --rate jobs a second over 100 connections, each command timed from when its job was to begin,
with the most that memory, log and database came to; then the cycle over 100 connections as fast as it goes, until --jobs have passed in
all, and what the files take after each million. Measures; judges nothing.`;

const options = {
  seconds: { type: "string", default: "60" },
  rate: { type: "string", default: "8000" },
  jobs: { type: "string", default: "10000000" },
  help: { type: "boolean", short: "h", default: false },
} as const;
const { values } = parseArgs({ options });
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const million = 1_000_000;
buildLoad();
console.log(await yardstick());
await onMillrace(async (server, folder) => {
  const load = { addr: `127.0.0.1:${server.port}`, conns: 100, queue: "steady", pid: server.pid };
  await drive({ ...load, seconds: "2s" });
  const most = watch(server.pid, folder);
  const seen = await drive({ ...load, rate: values.rate, intended: true, seconds: `${values.seconds}s`, warm: "2s" });
  console.log(`${Math.round(seen.jobs / seen.seconds)} jobs/s for ${values.seconds} s; at most ${shown(most())}`);
  for (const verb of ["PUSH", "FETCH", "ACK"]) console.log(`  ${shownTimes(seen, verb)}`);
  let passed = seen.jobs;
  for (let millions = Math.ceil(passed / million); passed < Number(values.jobs);) {
    const { jobs, seconds } = await drive({ ...load, seconds: "10s", warm: "0s" });
    passed += jobs;
    if (passed < millions * million) continue;
    const rate = `${Math.round(jobs / seconds)} jobs/s`;
    console.log(`after ${(passed / million).toFixed(1)} million: ${rate}, ${shown(taken(server.pid, folder))}`);
    millions = Math.floor(passed / million) + 1;
  }
});
