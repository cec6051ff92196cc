import { seededRandom } from "../support/fixed-random.ts";
import { draft, type Draft, type Foe } from "./commands.ts";
import { textOf } from "./json-tree.ts";
import { choose, mutate } from "./mutations.ts";
import { spoil } from "./spoil.ts";

/** How a hostile connection ends: it closes its sending half, says END, or leaves in the middle, with or without a reset. */
export type Ending = "half-close" | "END" | "reset" | "close";

/** What one hostile connection sends. */
export interface Session {
  readonly packets: readonly Uint8Array[];
  readonly ending: Ending;
}

/** Which session; what it sends follows from this. */
export interface SessionPlan {
  readonly seed: number;
  readonly number: number;
  readonly commands: number;
  readonly isReckless: boolean;
  /** The server's own names for batches: the one thing that a seed can't repeat. */
  readonly bids: readonly string[];
}

/** Lines between two commands that nobody knows, whose replies show that none was left out before them. */
const markedLines = 8;
const endings: readonly Ending[] = ["half-close", "half-close", "half-close", "END", "reset", "close"];
/** No two sessions of a run, and few of two runs, draw the same chances. */
const seedStep = 7_919;
const bytewiseMax = 400;
const packetBytesMax = 1_500;

/** Lines that belong to no command, or to another protocol. */
const strayLines: readonly string[] = [
  ["", " ", "\r", "PUSH", "PUSH ", "PUSHB", "FETCH", "ACK", "BEAT", "MUTATE", "QUEUE", "QUEUE PAUSE", "QUEUE EXPLODE a", "BATCH", "TRACK"],
  ['HELLO {"v":2}', "push {}", "\0PUSH {}", "PUSH\t{}", " PUSH {}", "A".repeat(5_000), "GET / HTTP/1.1", "*1\r\n$4\r\nPING", "+OK", "$-1"],
].flat();

/** Plans a session by its seed. */
export function planSession({ seed, number, commands, isReckless, bids }: SessionPlan): Session {
  const random = seededRandom(seed + number * seedStep);
  const foe: Foe = { random, name: `foe-${number}`, isReckless, bids };
  const lines = [hello(foe)];
  for (let count = 1; count <= commands; count++) lines.push(count % markedLines === 0 ? Buffer.from(`MARK-${count}\n`) : line(foe));
  const ending = choose(random, endings);
  if (ending === "END") lines.push(Buffer.from("END\n"), line(foe));
  return { packets: packetsOf(foe, lines), ending };
}

function hello({ random, name }: Foe): Buffer {
  const payload = random.below(2) === 0 ? '{"v":2}' : `{"v":2,"wid":"${name}","hostname":"h","pid":1,"labels":["hostile"]}`;
  const whole = Buffer.from(`HELLO ${payload}\n`);
  return random.below(20) === 0 ? spoil(random, whole) : whole;
}

function line(foe: Foe): Buffer {
  const { random } = foe;
  const dice = random.below(100);
  const end = random.below(8) === 0 ? "\r\n" : "\n";
  if (dice < 6) return Buffer.from(`${choose(random, strayLines)}${end}`);
  if (dice < 10) return Buffer.concat([random.bytes(random.below(60)), Buffer.from(end)]);
  const command = draft(foe);
  if (dice < 35) return Buffer.from(`${spoken(command)}${end}`);
  if (dice < 50) return Buffer.concat([spoil(random, Buffer.from(spoken(command))), Buffer.from(end)]);
  if (command.tree !== undefined) for (let left = 1 + random.below(3); left > 0; left--) mutate(random, command.tree);
  return Buffer.from(`${spoken(command)}${end}`);
}

function spoken({ verb, words, tree }: Draft): string {
  return [verb, words, tree && textOf(tree)].filter((part) => part !== undefined).join(" ");
}

/** The lines joined, each its own packet, cut anywhere, or byte by byte: the server must not see a difference. */
function packetsOf({ random }: Foe, lines: readonly Buffer[]): Buffer[] {
  const dice = random.below(10);
  if (dice < 5) return [Buffer.concat(lines)];
  if (dice < 7) return [...lines];
  const all = Buffer.concat(lines);
  const packets: Buffer[] = [];
  for (let at = 0; at < all.length;) {
    const size = dice === 9 && at < bytewiseMax ? 1 : 1 + random.below(packetBytesMax);
    packets.push(all.subarray(at, at + size));
    at += size;
  }
  return packets;
}
