import { type Connection } from "./connection.ts";
import { isObject, query } from "./answers.ts";

/** A queue as INFO tells of it (spec §3); latency and pause are not every server's to tell. */
export interface QueueInfo {
  readonly name: string;
  readonly size: number;
  readonly latency: number | undefined;
  readonly isPaused: boolean | undefined;
}

/** The members of INFO, each looked at before it is used: what answers may be another server. */
export interface ServerInfo {
  /** The JSON as it came. */
  readonly text: string;
  readonly queues: readonly QueueInfo[];
  /** The number under a path, 0 where there is none. */
  number(...path: readonly string[]): number;
  /** The string under a path, "" where there is none. */
  string(...path: readonly string[]): string;
}

/** Asks for INFO. */
export async function askInfo(server: Connection): Promise<ServerInfo> {
  const { text, members } = await query(server, "INFO");
  const at = (path: readonly string[]) => memberAt(members, path);
  return {
    text,
    queues: queuesOf(at(["faktory", "queues"]), at(["server", "queues"])),
    number: (...path) => numberOf(at(path)) ?? 0,
    string: (...path) => {
      const value = at(path);
      return typeof value === "string" ? value : "";
    },
  };
}

function queuesOf(sizes: unknown, states: unknown): QueueInfo[] {
  if (!isObject(sizes)) return [];
  return Object.entries(sizes)
    .map(([name, size]) => {
      const isPaused = memberAt(states, [name, "paused"]);
      return {
        name,
        size: numberOf(size) ?? 0,
        latency: numberOf(memberAt(states, [name, "latency"])),
        isPaused: typeof isPaused === "boolean" ? isPaused : undefined,
      };
    })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inside, name) => (isObject(inside) && Object.hasOwn(inside, name) ? inside[name] : undefined), value);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
