import { Client } from "../support/client.ts";
import { seededRandom } from "../support/fixed-random.ts";
import { choose } from "./mutations.ts";

declare const self: Worker;

/** What the thread is asked: to begin, or for its figures since it was asked last; after "stop" it ends. */
export type PairOrder = { readonly kind: "start"; readonly port: number; readonly seed: number } | { readonly kind: "report" | "stop" };

/** How a well-behaved producer and its worker were served. */
export interface PairFigures {
  readonly jobs: number;
  readonly seconds: number;
  /** Milliseconds from PUSH to the answer of ACK. */
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
  /** What a client that does nothing wrong must not see. */
  readonly faults: readonly string[];
}

/** JSON that many a reader changes. */
const texts = ["1.0", "1e400", "9007199254740993", "-0", '"\\ud800\\u0000"', '"é\u2028"', '{ "b": 1, "a" : [ ] , "b": 2 }', "[1,  2]"];
const queue = "well-behaved";
const wid = "well-behaved-worker";
const beatMs = 10_000;
const keptFaultsMax = 20;

let working = Promise.resolve();
let milliseconds: number[] = [];
let from = 0;
let isStopping = false;
const faults: string[] = [];

self.onmessage = ({ data: order }: MessageEvent<PairOrder>) => {
  if (order.kind === "start") {
    working = work(order.port, order.seed).catch((error: unknown) => fault(String(error)));
    return;
  }
  isStopping ||= order.kind === "stop";
  void (isStopping ? working : Promise.resolve()).then(() => self.postMessage(figures()));
};

function fault(text: string): void {
  if (faults.length < keptFaultsMax) faults.push(text);
}

async function work(port: number, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const producer = await Client.greeted(port);
  const worker = await Client.greeted(port, `{"v":2,"wid":"${wid}","hostname":"h","pid":1,"labels":[]}`);
  from = performance.now();
  let beatAt = from;
  for (let number = 1; !isStopping; number++) {
    const start = performance.now();
    const jid = `well-behaved-${number}`;
    const args = `["${jid}", ${choose(random, texts)}, "${"x".repeat(random.below(300))}"]`;
    const members = `"jid":"${jid}", "jobtype":"Pair","queue":"${queue}","args":${args},"mine":${choose(random, texts)}`;
    await expectReply(producer, `PUSH {${members},"retry":25,"created_at":"2026-01-15T12:00:00Z"}`, "+OK");
    await expectReply(worker, `FETCH ${queue}`, `$ {${members},"retry":25,"created_at":"2026-01-15T12:00:00Z","enqueued_at":"`);
    await expectReply(worker, `ACK {"jid":"${jid}"}`, "+OK");
    milliseconds.push(performance.now() - start);
    if (performance.now() - beatAt < beatMs) continue;
    await expectReply(worker, `BEAT {"wid":"${wid}"}`, "+OK");
    beatAt = performance.now();
  }
  producer.close();
  worker.close();
}

async function expectReply(client: Client, line: string, start: string): Promise<void> {
  const reply = await client.ask(line);
  if (!reply.startsWith(start)) fault(`${line.slice(0, 200)} was answered ${reply.slice(0, 200)}`);
}

function figures(): PairFigures {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const now = performance.now();
  const seconds = (now - from) / 1_000;
  milliseconds = [];
  from = now;
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { jobs: sorted.length, seconds, p50: at(0.5), p99: at(0.99), slowest: sorted.at(-1) ?? 0, faults };
}
