import { parseArgs } from "node:util";
import { connectRaw, type RawConnection } from "../clients/wire.ts";
import { millrace } from "./contenders.ts";

const usage = `bun test/bench/wide.ts [--jobs 1000000]

Measures wide actions (spec §3 MUTATE) over that many jobs beside a pair that pushes, fetches and acknowledges one job after another:
the seconds each takes until it is answered and until it is done, and the pair's longest PUSH, FETCH and ACK meanwhile, beside those
of the pair alone. Measures; judges nothing.`;

const batch = 1000;

interface Longest {
  PUSH: number;
  FETCH: number;
  ACK: number;
  jobs: number;
}

/** Works on a queue of its own until `isOver`. */
async function work(pair: RawConnection, isOver: () => boolean): Promise<Longest> {
  const longest = { PUSH: 0, FETCH: 0, ACK: 0, jobs: 0 };
  const timed = async (verb: "PUSH" | "FETCH" | "ACK", line: string): Promise<void> => {
    const from = performance.now();
    const reply = await pair.ask(line);
    longest[verb] = Math.max(longest[verb], performance.now() - from);
    if (reply.kind === "error" || reply.kind === "nothing") throw new Error(`${line}: ${JSON.stringify(reply)}`);
  };
  for (; !isOver(); longest.jobs++) {
    const jid = `pair-${longest.jobs}-pair`;
    await timed("PUSH", `PUSH {"jid":"${jid}","jobtype":"Pair","queue":"pair","args":[]}`);
    await timed("FETCH", "FETCH pair");
    await timed("ACK", `ACK {"jid":"${jid}"}`);
  }
  return longest;
}

async function fill(control: RawConnection, jobs: number): Promise<void> {
  for (let from = 0; from < jobs; from += batch) {
    const list = Array.from({ length: Math.min(batch, jobs - from) }, (_, index) => {
      const number = from + index;
      return `{"jid":"wide-${number}-wide","jobtype":"Type${number % 10}","args":["${"x".repeat(40)}"],"at":"2035-01-01T00:00:00Z"}`;
    });
    await control.ask(`PUSHB [${list.join(",")}]`);
  }
}

async function sizes(control: RawConnection): Promise<{ scheduled: number; dead: number; queued: number }> {
  const reply = await control.ask("INFO");
  if (reply.kind !== "bulk") throw new Error("INFO has no answer");
  const { faktory } = JSON.parse(reply.text) as { faktory: { sets: { scheduled: number; dead: number }; total_enqueued: number } };
  return { scheduled: faktory.sets.scheduled, dead: faktory.sets.dead, queued: faktory.total_enqueued };
}

/** Runs one action beside the pair, and tells. */
async function measure(what: string, pair: RawConnection, action: () => Promise<void>): Promise<void> {
  let isOver = false;
  const working = work(pair, () => isOver);
  const from = performance.now();
  await action();
  const seconds = (performance.now() - from) / 1000;
  isOver = true;
  const { PUSH, FETCH, ACK, jobs } = await working;
  const longest = [PUSH, FETCH, ACK].map((ms) => ms.toFixed(1)).join(" / ");
  console.log(`${what}: ${seconds.toFixed(2)} s · longest PUSH / FETCH / ACK ${longest} ms · ${Math.round(jobs / seconds)} pair jobs/s`);
}

const { values } = parseArgs({ options: { jobs: { type: "string", default: "1000000" }, help: { type: "boolean", short: "h" } } });
if (values.help === true) {
  console.log(usage);
  process.exit(0);
}
const jobs = Number(values.jobs);
const server = await millrace.start({ argBytes: 40 });
const port = Number(server.address.split(":")[1]);
const [control, pair] = [connectRaw(port), connectRaw(port)];
for (const connection of [control, pair]) {
  await connection.reply();
  await connection.ask('HELLO {"v":2}');
}
const mutate = async (mutation: string, isDone: (now: Awaited<ReturnType<typeof sizes>>) => boolean): Promise<void> => {
  const reply = await control.ask(`MUTATE ${mutation}`);
  if (reply.kind !== "text") throw new Error(`MUTATE ${mutation}: ${JSON.stringify(reply)}`);
  while (!isDone(await sizes(control))) await Bun.sleep(20);
};
console.log(`${jobs} jobs; the pair works on a queue of its own`);
await measure("alone, 5 s", pair, () => Bun.sleep(5000));
await measure("fill by PUSHB of 1,000", pair, () => fill(control, jobs));
await measure("kill scheduled", pair, () => mutate('{"cmd":"kill","target":"scheduled"}', (now) => now.dead === jobs));
await measure("discard a tenth of dead by a glob", pair, () =>
  mutate('{"cmd":"discard","target":"dead","filter":{"regexp":"*\\"jobtype\\":\\"Type3\\"*"}}', (now) => now.dead === jobs - jobs / 10),
);
await measure("requeue dead", pair, () => mutate('{"cmd":"requeue","target":"dead"}', (now) => now.dead === 0));
await measure("kill a queue", pair, () => mutate('{"cmd":"kill","target":"queue:default"}', (now) => now.dead === jobs - jobs / 10));
await measure("discard dead", pair, () => mutate('{"cmd":"discard","target":"dead"}', (now) => now.dead === 0));
control.close();
pair.close();
await server.stop();
