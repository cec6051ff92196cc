import { parseArgs } from "node:util";
import { connectRaw, type RawConnection } from "../clients/wire.ts";
import { freePort } from "../clients/live.ts";
import { onMillrace } from "./contenders.ts";

const usage = `bun test/bench/pages.ts [--queued 1000000] [--dead 100000] [--times 50]

Measures how long each page takes on a server that holds so many jobs, asked for whole, one at a time, once it is warm: half and 95 of 100 take
at most that long. Only the numbers on top are shared for a second, as they always are. Beside it stand the bytes of the page. Measures;
judges nothing.`;

const { values } = parseArgs({
  options: {
    queued: { type: "string", default: "1000000" },
    dead: { type: "string", default: "100000" },
    times: { type: "string", default: "50" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help === true) {
  console.log(usage);
  process.exit(0);
}

/** The budgets of the dashboard's table, in milliseconds. */
const pages: readonly (readonly [path: string, budgetMs: number])[] = [
  ["/", 10],
  ["/queues", 15],
  ["/queues/full", 20],
  ["/queues/full?page=20000", 20],
  ["/busy", 20],
  ["/retries", 20],
  ["/scheduled", 20],
  ["/morgue", 20],
  ["/morgue?page=2000", 20],
  ["/morgue?q=type:Type3", 120],
  ["/morgue?q=nothing-has-this", 120],
  ["/job/dead-777-dead", 120],
  ["/job/nosuchjob", 120],
  ["/ops", 5],
  ["/debug", 10],
];

const batch = 1_000;
const warmTimes = 5;

async function fill(control: RawConnection, queue: string, jobs: number): Promise<void> {
  for (let from = 0; from < jobs; from += batch) {
    const list = Array.from({ length: Math.min(batch, jobs - from) }, (_, index) => {
      const number = from + index;
      return `{"jid":"${queue}-${number}-${queue}","jobtype":"Type${number % 10}","queue":"${queue}","args":[${number},"${"x".repeat(40)}"]}`;
    });
    const reply = await control.ask(`PUSHB [${list.join(",")}]`);
    if (reply.kind !== "bulk" || reply.text !== "{}") throw new Error(`PUSHB was answered ${JSON.stringify(reply).slice(0, 200)}`);
  }
}

const webPort = freePort();
await onMillrace(async (server) => {
  const control = connectRaw(server.port);
  await control.reply();
  await control.ask('HELLO {"v":2}');
  const [queued, dead] = [Number(values.queued), Number(values.dead)];
  await fill(control, "dead", dead);
  await control.ask('MUTATE {"cmd":"kill","target":"queue:dead"}');
  while ((await server.info()).faktory.sets.dead < dead) await Bun.sleep(50);
  await fill(control, "full", queued);
  for (const [path, budget] of pages) {
    const times: number[] = [];
    let size = 0;
    for (let time = -warmTimes; time < Number(values.times); time += 1) {
      const from = performance.now();
      const response = await fetch(`http://127.0.0.1:${webPort}${path}`);
      size = (await response.arrayBuffer()).byteLength;
      if (response.status !== 200) throw new Error(`${path} was answered ${response.status}`);
      if (time >= 0) times.push(performance.now() - from);
    }
    times.sort((one, other) => one - other);
    const p95 = times[Math.floor(times.length * 0.95)] ?? NaN;
    console.log(
      `${path}: p50 ${(times[times.length >> 1] ?? NaN).toFixed(1)} · p95 ${p95.toFixed(1)} ms (budget ${budget} ms)${p95 > budget ? " OVER" : ""} · ${size} bytes`,
    );
  }
  control.close();
}, webPort);
