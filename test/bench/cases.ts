/** One measurement: what the load program does, over how many connections, with jobs of what size. */
export interface Case {
  readonly name: string;
  /** What it shows, in words. */
  readonly about: string;
  /** A workload of the load program. */
  readonly workload: "cycle" | "split" | "drain" | "bulk";
  readonly connections: number;
  /** Bytes of a job's args array. */
  readonly argBytes: number;
  /** Connections beside them that do nothing. */
  readonly idle?: number;
  /** One in so many jobs fails. */
  readonly failEvery?: number;
  /** Jobs of the backlog. */
  readonly jobs?: number;
  /** Jobs a second, each begun at its time, where the load does not follow the answers. */
  readonly rate?: number;
}

const cycle = { workload: "cycle", about: "each connection repeats PUSH, FETCH and ACK, each a round trip", argBytes: 40 } as const;

/** Every case there is. */
export const cases: readonly Case[] = [
  ...[2, 10, 100, 1000].map((connections) => ({ ...cycle, name: `cycle-${connections}`, connections })),
  { ...cycle, name: "cycle-100-2k", connections: 100, argBytes: 2_048 },
  { ...cycle, name: "cycle-100-64k", connections: 100, argBytes: 65_536 },
  { ...cycle, name: "fail-100", about: "the cycle, but 1 % of the jobs fail", connections: 100, failEvery: 100 },
  // as many as a file limit of 20,000 leaves room for
  { ...cycle, name: "idle-19500", about: "the cycle beside 19,500 idle connections", connections: 100, idle: 19_500 },
  { ...cycle, name: "split-100", about: "half of them push, the others fetch and acknowledge", workload: "split", connections: 100 },
  { ...cycle, name: "drain-100", about: "fetch and acknowledge a backlog of 200,000", workload: "drain", connections: 100, jobs: 200_000 },
  { ...cycle, name: "pushb-1000", about: "PUSHB of 1,000 jobs", workload: "bulk", connections: 4 },
  { ...cycle, name: "open-8000", about: "8,000 jobs/s, timed from when each was to begin", connections: 100, rate: 8_000 },
];

/** Whether the load program has to keep the yardstick busy for the case to count. */
export function mustBeBusy({ connections, rate }: Case): boolean {
  return connections >= 100 && rate === undefined;
}

/** The cases of these names, or all; an unknown name is refused. */
export function pickCases(names: readonly string[] | undefined): readonly Case[] {
  if (names === undefined) return cases;
  return names.map((name) => {
    const found = cases.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no case is called ${name}; there are ${cases.map((one) => one.name).join(", ")}`);
    return found;
  });
}
