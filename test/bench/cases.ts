/** One measurement: what the load program does, over how many connections, with jobs of what size. */
export interface Case {
  readonly name: string;
  /** A workload of the load program. */
  readonly workload: "cycle";
  readonly connections: number;
  /** Bytes of a job's args array. */
  readonly argBytes: number;
  /** Only run when it is asked for by name. */
  readonly isExtra?: boolean;
}

/** Every case there is. In a cycle each connection repeats PUSH, FETCH and ACK, each a round trip. */
export const cases: readonly Case[] = [
  { name: "cycle-2", workload: "cycle", connections: 2, argBytes: 40 },
  { name: "cycle-10", workload: "cycle", connections: 10, argBytes: 40 },
  { name: "cycle-100", workload: "cycle", connections: 100, argBytes: 40 },
  { name: "cycle-1000", workload: "cycle", connections: 1000, argBytes: 40, isExtra: true },
];

/** The cases of these names, or all that are not extra; an unknown name is refused. */
export function pickCases(names: readonly string[] | undefined): readonly Case[] {
  if (names === undefined) return cases.filter((one) => one.isExtra !== true);
  return names.map((name) => {
    const found = cases.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no case is called ${name}; there are ${cases.map((one) => one.name).join(", ")}`);
    return found;
  });
}
