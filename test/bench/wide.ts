import { parseArgs } from "node:util";
import { connectRaw, type RawConnection } from "../clients/wire.ts";
import { onMillrace } from "./contenders.ts";
import { buildLoad, drive, startLoad } from "./load.ts";
import { shownTimes, yardstick } from "./watch.ts";

const usage = `bun test/bench/wide.ts [--jobs 1000000] [--rate 200]

Measures wide actions (spec §3 MUTATE) over that many jobs beside 4 connections that push, fetch and acknowledge so many jobs a second on
a queue of their own: the seconds until each action is done, and the times of the others' commands meanwhile. Measures; judges nothing.`;

const all = String.raw`{"regexp":"*\"jobtype\":\"Type*"}`;
const aTenth = String.raw`{"regexp":"*\"jobtype\":\"Type3\"*"}`;

interface Sizes {
  readonly scheduled: number;
  readonly dead: number;
  readonly queued: number;
}

/** The actions in their order: the filter, and whether it is done, by the sizes of the places. */
const actions: readonly {
  readonly cmd: string;
  readonly target: string;
  readonly filter?: string;
  isDone(now: Sizes, jobs: number): boolean;
}[] = [
  { cmd: "kill", target: "scheduled", isDone: (now, jobs) => now.dead === jobs },
  { cmd: "requeue", target: "dead", filter: all, isDone: (now) => now.dead === 0 },
  { cmd: "kill", target: "queue:default", isDone: (now, jobs) => now.dead === jobs },
  { cmd: "requeue", target: "dead", isDone: (now) => now.dead === 0 },
  { cmd: "kill", target: "queue:default", filter: all, isDone: (now, jobs) => now.dead === jobs },
  { cmd: "discard", target: "dead", filter: aTenth, isDone: (now, jobs) => now.dead === jobs - jobs / 10 },
  { cmd: "discard", target: "dead", filter: all, isDone: (now) => now.dead === 0 },
  { cmd: "kill", target: "scheduled", filter: all, isDone: (now, jobs) => now.dead === jobs },
  { cmd: "discard", target: "dead", isDone: (now) => now.dead === 0 },
];

const batch = 1000;

/** Jobs of ten types, due in years. */
async function fill(control: RawConnection, jobs: number): Promise<void> {
  for (let from = 0; from < jobs; from += batch) {
    const list = Array.from({ length: Math.min(batch, jobs - from) }, (_, index) => {
      const number = from + index;
      return `{"jid":"wide-${number}-wide","jobtype":"Type${number % 10}","args":["${"x".repeat(40)}"],"at":"2095-01-01T00:00:00Z"}`;
    });
    const reply = await control.ask(`PUSHB [${list.join(",")}]`);
    if (reply.kind !== "bulk" || reply.text !== "{}") throw new Error(`PUSHB was answered ${JSON.stringify(reply).slice(0, 200)}`);
  }
}

async function sizes(control: RawConnection): Promise<Sizes> {
  const reply = await control.ask("INFO");
  if (reply.kind !== "bulk") throw new Error("INFO has no answer");
  const { faktory } = JSON.parse(reply.text) as { faktory: { sets: { scheduled: number; dead: number }; total_enqueued: number } };
  return { scheduled: faktory.sets.scheduled, dead: faktory.sets.dead, queued: faktory.total_enqueued };
}

/** Runs an action beside the others, and tells. */
async function measure(what: string, load: Parameters<typeof startLoad>[0], action: () => Promise<unknown>): Promise<void> {
  const beside = startLoad(load);
  await Bun.sleep(1_200);
  const from = performance.now();
  await action();
  const seconds = (performance.now() - from) / 1000;
  beside.stop();
  const seen = await beside.seen;
  const rate = `${Math.round(seen.jobs / seen.seconds)} jobs/s beside it`;
  console.log(`${what}: ${seconds.toFixed(2)} s · ${rate}: ${shownTimes(seen, "FETCH")} · ${shownTimes(seen, "PUSH")}`);
}

const { values } = parseArgs({
  options: {
    jobs: { type: "string", default: "1000000" },
    rate: { type: "string", default: "200" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help === true) {
  console.log(usage);
  process.exit(0);
}
buildLoad();
const jobs = Number(values.jobs);
await onMillrace(async (server) => {
  const control = connectRaw(server.port);
  await control.reply();
  await control.ask('HELLO {"v":2}');
  const load = { addr: `127.0.0.1:${server.port}`, conns: 4, rate: values.rate, queue: "beside", seconds: "120s" };
  await drive({ ...load, seconds: "1s", rate: 0 }); // warms both up
  console.log(`${jobs} jobs; ${await yardstick()}`);
  await measure("alone", load, () => Bun.sleep(5000));
  await fill(control, jobs);
  for (const { cmd, target, filter, isDone } of actions) {
    const asked = `{"cmd":"${cmd}","target":"${target}"${filter === undefined ? "" : `,"filter":${filter}`}}`;
    if (target === "scheduled" && (await sizes(control)).scheduled === 0) await fill(control, jobs);
    await measure(`${cmd} ${target}${filter === undefined ? "" : ` ${filter}`}`, load, async () => {
      const reply = await control.ask(`MUTATE ${asked}`);
      if (reply.kind !== "text") throw new Error(`MUTATE ${asked}: ${JSON.stringify(reply)}`);
      while (!isDone(await sizes(control), jobs)) await Bun.sleep(20);
    });
  }
  control.close();
});
