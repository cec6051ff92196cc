import { expect, test } from "bun:test";
import { type Case, pickCases } from "./cases.ts";
import type { Seen } from "./load.ts";
import { ratiosTo, type Runs, spreadOf, whyVoid } from "./report.ts";
import { tableOf } from "./table.ts";

const caseOf = (name: string): Case => pickCases([name])[0]!;

/** A round of 10 s in which the server's JavaScript thread was so busy. */
function aRound({ jobs = 1_000, busyPercent = 100 }): Seen {
  const server = { cpuSeconds: busyPercent / 10, threadSeconds: busyPercent / 10, rssMegabytes: 40 };
  return { jobs, seconds: 10, verbs: [], server, loadCpuSeconds: 1, pushed: jobs, fetched: jobs, acked: jobs, failed: 0 };
}

const instantly = (...rounds: readonly Seen[]): Runs => ({ contender: "instant", rounds });

test.each([
  ["cycle-100", [95, 89, 91], false],
  ["cycle-100", [95, 89, 88], true],
  ["cycle-1000", [89], true],
  ["cycle-10", [20], false],
  ["open-8000", [20], false],
])("the bench: %s with a yardstick busy for %p %% of its rounds is void: %p", (name, busy, isVoid) => {
  const yardstick = instantly(...busy.map((busyPercent) => aRound({ busyPercent })));
  expect(whyVoid(caseOf(name), yardstick) !== undefined).toBe(isVoid);
  const table = tableOf([{ one: caseOf(name), all: [yardstick, { contender: "millrace", rounds: yardstick.rounds }] }]);
  expect(table.includes("(void)")).toBe(isVoid);
});

test("the bench: a ratio is that of neighbouring rounds, its median with the least and the most", () => {
  const yardstick = instantly(...[1_000, 2_000, 500].map((jobs) => aRound({ jobs })));
  const ours: Runs = { contender: "millrace", rounds: [500, 1_500, 450].map((jobs) => aRound({ jobs, busyPercent: 50 })) };
  expect(ratiosTo(yardstick, ours)?.jobsPerSecond).toEqual({ median: 0.75, min: 0.5, max: 0.9 });
  expect(spreadOf([1, undefined])).toBeUndefined();
});
