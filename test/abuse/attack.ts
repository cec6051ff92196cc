import { Client } from "../support/client.ts";
import { whyWrong } from "./oracle.ts";
import { play } from "./play.ts";
import { splitReplies } from "./replies.ts";
import { planSession } from "./session.ts";

/** How much is sent, by how many at a time, and from which seed. */
export interface AttackPlan {
  readonly port: number;
  readonly seed: number;
  readonly commands: number;
  readonly isReckless: boolean;
}

/** What an attack met. */
export interface AttackReport {
  readonly sessions: number;
  readonly bytes: number;
  /** Whole lines that were sent. */
  readonly lines: number;
  readonly replies: number;
  /** Each names its session; all that a session sends follows from its number and the seed. */
  readonly faults: readonly string[];
}

const commandsPerSession = 100;
const connections = 64;
const batches = 8;
const keptFaultsMax = 20;
const LF = 0x0a;

/** A few batches for the sessions to add to, to open, to commit. */
async function openBatches(port: number): Promise<string[]> {
  const client = await Client.greeted(port);
  const bids: string[] = [];
  while (bids.length < batches) bids.push((await client.ask('BATCH NEW {"success":{"jobtype":"Hostile","queue":"hostile-a"}}')).slice(2));
  client.close();
  return bids;
}

/** Plays sessions, many at a time, until so many commands were sent. */
export async function attack({ port, seed, commands, isReckless }: AttackPlan): Promise<AttackReport> {
  const report = { sessions: 0, bytes: 0, lines: 0, replies: 0, faults: [] as string[] };
  const sessions = Math.ceil(commands / commandsPerSession);
  const bids = await openBatches(port);
  const run = async (): Promise<void> => {
    while (report.sessions < sessions && report.faults.length < keptFaultsMax) {
      report.sessions += 1;
      const number = report.sessions;
      const played = await play(port, planSession({ seed, number, commands: commandsPerSession, isReckless, bids }));
      const fault = whyWrong(played);
      report.bytes += played.sent.length;
      report.lines += played.sent.reduce((count, byte) => count + (byte === LF ? 1 : 0), 0);
      report.replies += splitReplies(Buffer.from(played.received)).replies.length;
      if (fault !== undefined) report.faults.push(`session ${number}: ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, run));
  return report;
}
