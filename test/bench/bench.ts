import { relative } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../clients/live.ts";
import { type Case, cases, pickCases } from "./cases.ts";
import { type Contender, elsewhere, instant, millrace, storage } from "./contenders.ts";
import { buildLoad, type Pace, runLoad } from "./load.ts";
import { describeCase, ratiosTo, type Result, type Runs, whyVoid } from "./report.ts";
import { tableOf } from "./table.ts";

const usage = `bun run bench [--rounds 3] [--seconds 5] [--case cycle-2,cycle-100] [--against tcp://host:port [--pid N]] [--load-procs 1] [--json]

Measures the server beside an instant-reply server: the same load program drives both, in alternating rounds. The cases:

${cases.map(({ name, about, connections, argBytes }) => `  ${name.padEnd(14)} ${about}; ${connections} connections, ${argBytes} B`).join("\n")}

Measures; judges nothing. A machine that is busy with something else shows in the spread of the rounds. Jobs stay behind in the queues
bench-* of a server that --against names: don't name one that is in use.`;

/** What a bench is to do. */
export interface Plan {
  readonly cases: readonly Case[];
  /** The first one is the yardstick. */
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  readonly pace: Pace;
}

/** Runs each case of the plan and hands its rounds over as soon as they are complete. */
export async function runBench(plan: Plan, done: (one: Case, all: readonly Runs[]) => void): Promise<void> {
  buildLoad();
  for (const one of plan.cases) {
    const all = plan.contenders.map((contender) => ({ contender: contender.name, rounds: [] as Awaited<ReturnType<typeof runLoad>>[] }));
    for (let round = 0; round < plan.rounds; round++) {
      const order = [...plan.contenders.keys()];
      for (const place of round % 2 === 0 ? order : order.reverse()) {
        const contender = plan.contenders[place];
        if (contender !== undefined) all[place]?.rounds.push(await runLoad(contender, one, plan.pace));
      }
    }
    done(one, all);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "3" },
      seconds: { type: "string", default: "5" },
      case: { type: "string", multiple: true },
      against: { type: "string" },
      pid: { type: "string" },
      "load-procs": { type: "string", default: "1" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return console.log(usage);
  const seconds = positive("seconds", values.seconds);
  const plan: Plan = {
    cases: pickCases(values.case?.flatMap((names) => names.split(","))),
    contenders: [
      instant,
      millrace,
      ...(values.against === undefined ? [] : [elsewhere(values.against, Number(values.pid ?? 0) || undefined)]),
    ],
    rounds: positive("rounds", values.rounds),
    pace: { seconds, warmSeconds: Math.min(1, seconds / 5), procs: positive("load-procs", values["load-procs"]) },
  };
  if (!values.json)
    console.log(`${plan.rounds} rounds of ${seconds} s; durable, storage in ${relative(root, storage)}/; median (min-max)\n`);
  const results: Result[] = [];
  await runBench(plan, (one, all) => {
    if (!values.json) console.log(`${describeCase(one, all)}\n`);
    results.push({ one, all });
  });
  console.log(values.json ? JSON.stringify(results.map(inFull), null, 2) : tableOf(results));
}

function inFull({ one, all }: Result): object {
  const [yardstick, ...others] = all;
  const ratios = others.map((runs) => yardstick && ratiosTo(yardstick, runs));
  return { case: one, fault: whyVoid(one, yardstick), runs: all, ratios };
}

function positive(name: string, value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new Error(`--${name} takes a number above 0, not ${value}`);
  return number;
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
